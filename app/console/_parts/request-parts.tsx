import { State, type Tone } from "@/app/_ui/state";
import { Ago } from "@/app/console/_parts/ago";
import { doctorSentences } from "@/app/console/_parts/doctor";
import { CALLBACK_CAUSES, parseCallbackCause } from "@/lib/core/callback-causes";
import type { Translate } from "@/lib/runtime/i18n";
import type { StoredRequest } from "@/lib/store/console-requests";

const OUTCOMES = [
  "stored",
  "duplicate",
  "stale",
  "proven",
  "self_test",
  "refused",
  "busy",
  "too_large",
  "method",
  "aborted",
  "overflow",
] as const;
const TONE_OF_CAUSE: Record<"bad" | "warn" | "info", Tone> = { bad: "bad", warn: "warn", info: "info" };

/** How a request ended. Its tone is the cause's: a refused visit of a browser is no alarm. */
export function RequestOutcome({ request, t }: { request: StoredRequest; t: Translate }) {
  const outcome = OUTCOMES.find((one) => one === request.outcome);
  const cause = parseCallbackCause(request.cause);
  const tone = cause ? TONE_OF_CAUSE[CALLBACK_CAUSES[cause]] : request.isRefused ? "bad" : "good";
  return (
    <State tone={tone}>{outcome ? t(`console.inbox.requests.outcomes.${outcome}`) : request.outcome}</State>
  );
}

/** Status, bytes and time of the answer in one line. */
export function answerText(request: StoredRequest, t: Translate): string {
  if (request.status === 0) return t("console.inbox.requests.noAnswer");
  return t("console.inbox.requests.answer", {
    status: String(request.status),
    bytes: String(request.bytesOut),
    ms: String(request.answerMs),
  });
}

/** The address of a request as people write it. */
export function addressText(request: StoredRequest, t: Translate): string {
  if (request.label === "unknown") return t("console.inbox.requests.unknown");
  return `/wecom/${request.label}/${request.channel === "provider" ? "command" : request.channel}`;
}

/** One request in a list of few: outcome, answer, when; leads to its page. */
export function RequestLine({ request, now, t }: { request: StoredRequest; now: Date; t: Translate }) {
  const said = doctorSentences(request, t);
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-table">
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-3">
        <RequestOutcome request={request} t={t} />
        <a
          href={`/console/events/requests/${request.id}`}
          className="text-ink-soft hover:text-accent hover:underline"
        >
          {answerText(request, t)}
        </a>
      </span>
      <span className="text-ink-faint">
        <Ago at={request.receivedAt} now={now} t={t} />
      </span>
      {said ? <span className="w-full text-ink-soft">{said.wrong}</span> : null}
    </li>
  );
}
