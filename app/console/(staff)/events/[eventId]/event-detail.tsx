import { RotateCcw } from "lucide-react";
import { Button } from "@/app/_ui/button";
import { Card, Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { Time } from "@/app/_ui/time";
import { EventState } from "@/app/console/_parts/event-state";
import { RequestLine } from "@/app/console/_parts/request-parts";
import { EventFields } from "@/app/console/(staff)/events/[eventId]/event-fields";
import { replayEventAction } from "@/app/console/(staff)/events/actions";
import { maskedXml } from "@/lib/features/console/mask-event";
import type { EventDetail } from "@/lib/features/console/show-event";
import type { Translate } from "@/lib/runtime/i18n";

/** Everything of one event. */
export function EventDetailView({
  detail,
  mayAct,
  now,
  t,
}: {
  detail: EventDetail;
  mayAct: boolean;
  now: Date;
  t: Translate;
}) {
  const { event, fields, requests } = detail;
  const personal = fields.filter((one) => one.mask === "personal").length;
  return (
    <div className="grid gap-5">
      <Card
        title={t("console.events.facts")}
        action={
          mayAct && !event.isStale ? (
            <form action={replayEventAction}>
              <input type="hidden" name="eventId" value={event.id} />
              <Button
                type="submit"
                size="small"
                title={t("console.inbox.replay.oneHint")}
                data-testid="replay-one"
                icon={<RotateCcw aria-hidden className="size-4" />}
              >
                {t("console.inbox.replay.one")}
              </Button>
            </form>
          ) : null
        }
      >
        <Facts>
          <Fact label={t("console.events.work")}>
            <EventState event={event} t={t} />
            {event.work && event.work.attempts > 0 ? (
              <span className="ml-2 text-table text-ink-faint">
                {t("console.events.attempts", { count: String(event.work.attempts) })}
              </span>
            ) : null}
            {event.work?.lastError ? (
              <p className="text-table break-words text-bad">{event.work.lastError}</p>
            ) : null}
          </Fact>
          <Fact label={t("console.events.receivedAt")}>
            <Time at={event.receivedAt} />
          </Fact>
          <Fact label={t("console.events.platformTime")}>
            {event.platformTime ? <Time at={event.platformTime} /> : t("common.unknown")}
          </Fact>
          <Fact label={t("console.events.cols.corp")}>
            {event.corpId ? (
              <a
                href={`/console/corps/${encodeURIComponent(event.corpId)}`}
                className="break-all text-accent hover:underline"
              >
                {event.corpName ?? event.corpId}
              </a>
            ) : (
              t("console.corps.none")
            )}
          </Fact>
          <Fact label={t("console.events.cols.suite")}>
            {event.suiteKey ? (
              <a href={`/console/suites/${event.suiteKey}`} className="text-accent hover:underline">
                {event.suiteKey}
              </a>
            ) : (
              t("console.corps.none")
            )}
          </Fact>
          <Fact label={t("console.events.cols.channel")}>{t(`console.events.channel.${event.channel}`)}</Fact>
          <Fact label={t("console.events.receiveId")}>
            <code className="font-mono text-table break-all">{event.receiveId || '""'}</code>
          </Fact>
          <Fact label={t("console.events.id")}>
            <CopyId
              value={event.id}
              texts={{
                label: t("common.copy.label", { what: t("console.events.id") }),
                done: t("common.copy.done"),
                failed: t("common.copy.failed"),
              }}
            />
          </Fact>
        </Facts>
      </Card>
      {fields.length === 0 ? (
        <Card title={t("console.events.fields")}>
          <p className="text-ink-soft">{t("console.events.unreadable")}</p>
        </Card>
      ) : (
        <EventFields
          key={event.id}
          eventId={event.id}
          fields={fields}
          xml={maskedXml(fields)}
          mayReveal={mayAct}
          texts={{
            fields: t("console.events.fields"),
            xml: t("console.inbox.xml"),
            xmlNote: t("console.inbox.xmlNote"),
            personal: t("console.inbox.reveal.personal"),
            secret: t("console.inbox.reveal.secret"),
            hint: personal > 0 ? t("console.inbox.reveal.hint", { count: personal }) : "",
            open: t("console.inbox.reveal.open"),
            reason: t("console.inbox.reveal.reason"),
            placeholder: t("console.inbox.reveal.placeholder"),
            submit: t("console.inbox.reveal.submit"),
            shown: t("console.inbox.reveal.shown"),
            viewer: t("console.inbox.reveal.viewer"),
          }}
        />
      )}
      <Card title={t("console.inbox.brought")}>
        {requests.length === 0 ? (
          <p className="text-table text-ink-soft">{t("console.inbox.broughtNone")}</p>
        ) : (
          <ul className="grid gap-2">
            {requests.map((one) => (
              <RequestLine key={one.id} request={one} now={now} t={t} />
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}
