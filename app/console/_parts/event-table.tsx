import { SoftRowLink } from "@/app/_ui/soft-row-link";
import { RowLink, Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { EventState } from "@/app/console/_parts/event-state";
import { eventNameOf } from "@/lib/core/event-names";
import type { Locale } from "@/lib/core/texts";
import type { ShownEvent } from "@/lib/features/console/list-events";
import type { Translate } from "@/lib/runtime/i18n";

/** Received events, newest first; each row leads to its event. */
export function EventTable({
  events,
  now,
  locale,
  t,
  isShort = false,
  hrefOf,
}: {
  events: readonly (Omit<ShownEvent, "suiteKey" | "corpName" | "work"> & Partial<ShownEvent>)[];
  now: Date;
  locale: Locale;
  t: Translate;
  /** Type and time only, for side panels. */
  isShort?: boolean;
  /** The address of a row's drawer, when the table is the list under it. */
  hrefOf?: (id: string) => string;
}) {
  const language = locale === "en" ? "en" : "zh";
  return (
    <Table label={t("console.events.title")} minWidth={isShort ? 280 : 860}>
      <TableHead>
        <Th>{t("console.events.cols.type")}</Th>
        {isShort ? null : (
          <>
            <Th>{t("console.events.cols.corp")}</Th>
            <Th>{t("console.events.cols.suite")}</Th>
            <Th>{t("console.events.cols.channel")}</Th>
            <Th>{t("console.events.cols.state")}</Th>
          </>
        )}
        <Th className="text-right">{t("console.events.cols.receivedAt")}</Th>
      </TableHead>
      <tbody>
        {events.map((event) => {
          const name = eventNameOf(event.type, language, event.changeType);
          return (
            <Tr key={event.id} data-testid="event-row">
              <Td>
                {hrefOf ? (
                  <SoftRowLink href={hrefOf(event.id)}>{name}</SoftRowLink>
                ) : (
                  <RowLink href={`/console/events/${event.id}`}>{name}</RowLink>
                )}
                <div className="font-mono text-note text-ink-faint">
                  {event.type}
                  {event.changeType ? ` · ${event.changeType}` : ""}
                  {isShort && event.suiteKey ? ` · ${event.suiteKey}` : ""}
                </div>
              </Td>
              {isShort ? null : (
                <>
                  <Td>
                    {event.corpId ? (
                      <a
                        href={`/console/corps/${encodeURIComponent(event.corpId)}`}
                        className="relative hover:text-accent hover:underline"
                      >
                        {event.corpName ?? <code className="font-mono break-all">{event.corpId}</code>}
                      </a>
                    ) : (
                      <span className="text-ink-faint">{t("console.corps.none")}</span>
                    )}
                  </Td>
                  <Td>
                    {event.suiteKey ?? <span className="text-ink-faint">{t("console.corps.none")}</span>}
                  </Td>
                  <Td className="whitespace-nowrap text-ink-soft">
                    {t(`console.events.channel.${event.channel}`)}
                  </Td>
                  <Td>
                    <EventState event={{ isStale: event.isStale, work: event.work ?? null }} t={t} />
                  </Td>
                </>
              )}
              <Td className="text-right text-ink-soft">
                <Ago at={event.receivedAt} now={now} t={t} />
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
