import { State, type Tone } from "@/app/_ui/state";
import { formatTime } from "@/lib/core/format-time";
import type { Translate } from "@/lib/runtime/i18n";
import type { Delivery } from "@/lib/store/delivery-log";
import type { Endpoint } from "@/lib/store/endpoint-shape";

const TROUBLED = 3;

/** State of an endpoint in one word: what keeps events from arriving comes first. */
export function EndpointStateOf({ one, t }: { one: Endpoint; t: Translate }) {
  if (one.state === "disabled") return <State tone="bad">{t("console.endpoints.state.disabled")}</State>;
  if (one.state === "paused") return <State tone="off">{t("console.endpoints.state.paused")}</State>;
  if (one.verifiedAt === null) return <State tone="warn">{t("console.endpoints.state.unverified")}</State>;
  if (one.failuresInARow >= TROUBLED)
    return (
      <State tone="warn">
        {t("console.endpoints.state.troubled", { count: String(one.failuresInARow) })}
      </State>
    );
  return <State tone="good">{t("console.endpoints.state.enabled")}</State>;
}

const TONES: Record<Delivery["state"], Tone> = {
  pending: "wait",
  running: "wait",
  delivered: "good",
  dead: "bad",
  cancelled: "off",
};

export function DeliveryState({ one, t }: { one: Delivery; t: Translate }) {
  const isRetry = one.state === "pending" && one.attempts > 0;
  return (
    <State tone={TONES[one.state]} testId="delivery-state">
      {isRetry
        ? t("console.endpoints.delivery.states.retry", { time: formatTime(one.nextAt).slice(11, 16) })
        : t(`console.endpoints.delivery.states.${one.state}`)}
    </State>
  );
}

const ERRORS = {
  refused_address: true,
  unresolvable: true,
  refused_connection: true,
  tls: true,
  timeout: true,
  reset: true,
  bad_answer: true,
} as const;

/** What came back: an HTTP status, or why nothing did. */
export function AnswerText({
  status,
  error,
  t,
}: {
  status: number | null;
  error: string | null;
  t: Translate;
}) {
  if (status !== null) return <span className="font-mono tabular-nums">HTTP {status}</span>;
  if (error === null) return <span className="text-ink-faint">{t("console.corps.none")}</span>;
  return Object.hasOwn(ERRORS, error)
    ? t(`console.endpoints.delivery.errors.${error as keyof typeof ERRORS}`)
    : error;
}
