import { CircleX, Zap } from "lucide-react";
import { notFound } from "next/navigation";
import { ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { BothWaysPager } from "@/app/console/_parts/both-ways-pager";
import { doctorSentences } from "@/app/console/_parts/doctor";
import { EventState } from "@/app/console/_parts/event-state";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { PageHead } from "@/app/console/_parts/page-head";
import { eventNameOf } from "@/lib/core/event-names";
import { formatTime } from "@/lib/core/format-time";
import { showTimeline, type TimelineEntry } from "@/lib/features/console/show-timeline";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

/** Entries by day, in the order they come. */
function daysOf(entries: readonly TimelineEntry[]): [string, TimelineEntry[]][] {
  const days = new Map<string, TimelineEntry[]>();
  for (const entry of entries) {
    const day = formatTime(entry.at).slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days];
}

/** What happened with one enterprise, day by day. */
export default async function TimelinePage({
  params,
  searchParams,
}: {
  params: Promise<{ corpId: string }>;
  searchParams: Query;
}) {
  const principal = await requireStaff();
  const [deps, { t, locale }, { corpId }, query] = [
    await getDeps(),
    await getTranslator(),
    await params,
    await readQuery(searchParams),
  ];
  const found = await showTimeline(deps, principal, decodeURIComponent(corpId), { before: query.before });
  if (!found.ok) notFound();
  const { name, rowId, entries, older } = found.value;
  const path = `/console/corps/${rowId}/timeline`;
  const language = locale === "en" ? "en" : "zh";
  return (
    <>
      <PageHead
        above={
          <a href={`/console/corps/${rowId}`} className="text-ink-soft hover:text-ink">
            {name}
          </a>
        }
        title={t("console.inbox.timeline.title")}
        lead={t("console.inbox.timeline.lead")}
      />
      <Card flush>
        {entries.length === 0 ? (
          <EmptyState
            icon={Zap}
            title={t("console.inbox.timeline.empty")}
            action={<ButtonLink href={`/console/corps/${rowId}`}>{name}</ButtonLink>}
          >
            {t("console.inbox.timeline.emptyBody")}
          </EmptyState>
        ) : (
          daysOf(entries).map(([day, inDay]) => (
            <section key={day} aria-label={day}>
              <h2 className="border-b border-line bg-sunken px-5 py-2 text-table font-semibold tabular-nums">
                {day}
              </h2>
              <ol>
                {inDay.map((entry) => {
                  const isEvent = entry.kind === "event";
                  const href = isEvent
                    ? withQuery(`/console/events/${entry.event.id}`, { corp: rowId })
                    : `/console/events/requests/${entry.request.id}`;
                  const Icon = isEvent ? Zap : CircleX;
                  return (
                    <li
                      key={isEvent ? entry.event.id : entry.request.id}
                      className="relative grid grid-cols-[4.5rem_1.25rem_minmax(0,1fr)] gap-3 border-b border-line px-5 py-2.5 hover:bg-sunken"
                      data-testid="timeline-entry"
                    >
                      <time
                        dateTime={entry.at.toISOString()}
                        className="font-mono text-table text-ink-faint tabular-nums"
                      >
                        {formatTime(entry.at).slice(11)}
                      </time>
                      <Icon aria-hidden className={`mt-0.5 size-4 ${isEvent ? "text-accent" : "text-bad"}`} />
                      <div className="flex min-w-0 flex-wrap items-baseline justify-between gap-x-4">
                        <a
                          href={href}
                          className="font-semibold after:absolute after:inset-0 hover:text-accent"
                        >
                          {isEvent
                            ? eventNameOf(entry.event.type, language, entry.event.changeType)
                            : t("console.inbox.timeline.refused")}
                        </a>
                        {isEvent ? (
                          <EventState event={entry.event} t={t} />
                        ) : (
                          <span className="w-full text-table text-ink-soft">
                            {doctorSentences(entry.request, t)?.wrong}
                          </span>
                        )}
                        <span className="w-full font-mono text-note text-ink-faint">
                          {isEvent
                            ? `${entry.event.type} · ${entry.event.suiteKey ?? "_provider"}`
                            : entry.request.label}
                        </span>
                      </div>
                    </li>
                  );
                })}
              </ol>
            </section>
          ))
        )}
        <BothWaysPager
          first={query.before ? path : null}
          newer={null}
          older={older && withQuery(path, { before: older })}
          t={t}
        />
      </Card>
    </>
  );
}
