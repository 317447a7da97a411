import { Button } from "@/app/_ui/button";
import { Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { Drawer } from "@/app/_ui/drawer";
import { StepKeys } from "@/app/_ui/step-keys";
import { Time } from "@/app/_ui/time";
import { AnswerText, DeliveryState } from "@/app/console/_parts/endpoint-state";
import { replayDeliveryAction } from "@/app/console/(staff)/endpoints/actions";
import { outgoingNameOf } from "@/lib/core/event-names";
import type { Locale } from "@/lib/core/texts";
import type { ShownDelivery } from "@/lib/features/gateway/show-endpoint";
import type { Translate } from "@/lib/runtime/i18n";
import type { Attempt } from "@/lib/store/delivery-log";

const REASONS = {
  attempts_used_up: true,
  gone: true,
  interrupted: true,
  endpoint_deleted: true,
  endpoint_disabled: true,
  endpoint_paused: true,
  endpoint_enabled: true,
  grant_gone: true,
} as const;

function AttemptRow({ one, index, t }: { one: Attempt; index: number; t: Translate }) {
  const isGood = one.status !== null && one.status >= 200 && one.status < 300;
  return (
    <li className="py-3 first:pt-0 last:pb-0" data-testid="attempt">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className={isGood ? "text-good" : "text-bad"}>
          <AnswerText status={one.status} error={one.error} t={t} />
        </span>
        <span className="text-note text-ink-faint tabular-nums">
          {t("console.endpoints.delivery.attempt", { count: String(index + 1) })} ·{" "}
          {t(`console.endpoints.delivery.causes.${one.cause}`)} ·{" "}
          {t("console.endpoints.delivery.duration", { ms: String(one.durationMs) })} ·{" "}
          <Time at={one.startedAt} />
        </span>
      </div>
      {one.response ? (
        <pre className="mt-1.5 max-h-40 overflow-auto rounded-md bg-sunken p-2.5 font-mono text-note whitespace-pre-wrap break-all text-ink-soft">
          {one.response}
        </pre>
      ) : null}
    </li>
  );
}

/** One delivery in full, with an address of its own; ← and → go to its neighbours. */
export function DeliveryDrawer({
  shown,
  endpointId,
  closeHref,
  hrefOf,
  mayChange,
  locale,
  t,
}: {
  shown: ShownDelivery;
  endpointId: string;
  closeHref: string;
  hrefOf: (id: string) => string;
  mayChange: boolean;
  locale: Locale;
  t: Translate;
}) {
  const { delivery, attempts, message, newer, older } = shown;
  const reason = delivery.reason;
  return (
    <Drawer
      title={outgoingNameOf(delivery.type, locale === "en" ? "en" : "zh")}
      closeHref={closeHref}
      closeLabel={t("console.endpoints.delivery.close")}
      actions={
        <StepKeys
          previous={newer && hrefOf(newer)}
          next={older && hrefOf(older)}
          texts={{
            previous: t("console.endpoints.delivery.newer"),
            next: t("console.endpoints.delivery.older"),
          }}
        />
      }
    >
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <div>
          <DeliveryState one={delivery} t={t} />
          {reason ? (
            <p className="text-table text-ink-soft">
              {Object.hasOwn(REASONS, reason)
                ? t(`console.endpoints.delivery.reasons.${reason as keyof typeof REASONS}`)
                : reason}
            </p>
          ) : null}
        </div>
        <div className="flex items-center gap-2">
          {mayChange ? (
            <form action={replayDeliveryAction}>
              <input type="hidden" name="endpointId" value={endpointId} />
              <input type="hidden" name="deliveryId" value={delivery.id} />
              <Button type="submit" look="primary" data-testid="replay-delivery">
                {t("console.endpoints.delivery.again")}
              </Button>
            </form>
          ) : null}
        </div>
      </div>
      <Facts>
        <Fact label={t("console.endpoints.log.type")}>
          <code className="font-mono text-table break-all">{delivery.type}</code>
        </Fact>
        <Fact label={t("console.endpoints.delivery.eventId")}>
          <CopyId
            value={delivery.eventId}
            texts={{
              label: t("common.copy.label", { what: t("console.endpoints.delivery.eventId") }),
              done: t("common.copy.done"),
              failed: t("common.copy.failed"),
            }}
          />
        </Fact>
        <Fact label={t("console.endpoints.log.cols.corp")}>
          {delivery.corpName || delivery.corpId || t("console.corps.none")}
        </Fact>
        <Fact label={t("console.endpoints.delivery.happenedAt")}>
          <Time at={delivery.happenedAt} />
        </Fact>
      </Facts>
      <h3 className="mt-6 mb-2 font-semibold text-ink">{t("console.endpoints.delivery.attempts")}</h3>
      {attempts.length === 0 ? (
        <p className="text-ink-faint">{t("console.endpoints.delivery.noAttempts")}</p>
      ) : (
        <ol className="divide-y divide-line">
          {attempts.map((one, index) => (
            <AttemptRow key={one.id} one={one} index={index} t={t} />
          ))}
        </ol>
      )}
      {message ? (
        <>
          <h3 className="mt-6 font-semibold text-ink">{t("console.endpoints.delivery.message")}</h3>
          <p className="mb-2 text-note text-ink-faint">{t("console.endpoints.delivery.messageHint")}</p>
          <pre className="max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-note leading-5 whitespace-pre-wrap break-all text-ink-soft">
            {message}
          </pre>
        </>
      ) : null}
    </Drawer>
  );
}
