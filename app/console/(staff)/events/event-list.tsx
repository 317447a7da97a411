import { Download, RotateCcw, Zap } from "lucide-react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { BothWaysPager } from "@/app/console/_parts/both-ways-pager";
import { EventTable } from "@/app/console/_parts/event-table";
import { InboxTabs } from "@/app/console/_parts/inbox-tabs";
import { withQuery } from "@/app/console/_parts/links";
import { ListEmpty } from "@/app/console/_parts/list-empty";
import { PageHead } from "@/app/console/_parts/page-head";
import { EventFilters } from "@/app/console/(staff)/events/event-filters";
import { LiveTail } from "@/app/console/(staff)/events/live-tail";
import { formatTime } from "@/lib/core/format-time";
import type { Locale } from "@/lib/core/texts";
import { type EventFilter, narrowing } from "@/lib/features/console/event-filter";
import { listEvents, listSuiteNames } from "@/lib/features/console/list-events";
import type { Deps } from "@/lib/features/deps";
import { isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { Translate } from "@/lib/runtime/i18n";

const PATH = "/console/events";

/** The filter as hidden fields of a form that acts on the same events. */
export function FilterFields({ filter }: { filter: EventFilter }) {
  return Object.entries(narrowing(filter)).map(([name, value]) =>
    value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
  );
}

/** The event list; under an open drawer it is the same list at the same place. */
export async function EventList({
  deps,
  principal,
  filter,
  locale,
  t,
}: {
  deps: Deps;
  principal: StaffPrincipal;
  filter: EventFilter;
  locale: Locale;
  t: Translate;
}) {
  const [page, suites] = await Promise.all([
    listEvents(deps, principal, filter),
    listSuiteNames(deps, principal),
  ]);
  const kept = narrowing(filter);
  const isFiltered = Object.values(kept).some(Boolean);
  const isFirst = !filter.before && !filter.after;
  const newest = page.events[0];
  // Words are searched in a window only: files and replays are of whole filters.
  const mayAct = isAtLeast(principal.role, "operator") && filter.q === undefined;
  return (
    <>
      <PageHead title={t("console.events.title")} lead={t("console.events.lead")}>
        {mayAct ? (
          <>
            <form
              method="post"
              action="/console/events/export"
              className="flex gap-2"
              aria-label={t("console.inbox.export.label")}
            >
              <FilterFields filter={filter} />
              {(["csv", "jsonl"] as const).map((format) => (
                <Button
                  key={format}
                  type="submit"
                  size="small"
                  name="format"
                  value={format}
                  data-testid={`export-${format}`}
                  icon={<Download aria-hidden className="size-4" />}
                >
                  {t(`console.inbox.export.${format}`)}
                </Button>
              ))}
            </form>
            <ButtonLink
              size="small"
              href={withQuery("/console/events/replay", kept)}
              data-testid="replay-many"
              icon={<RotateCcw aria-hidden className="size-4" />}
            >
              {t("console.inbox.replay.many")}
            </ButtonLink>
          </>
        ) : null}
      </PageHead>
      <InboxTabs here="events" t={t} />
      <Card flush>
        <EventFilters filter={filter} suites={suites} isFiltered={isFiltered} locale={locale} t={t} />
        {isFirst && !filter.q && !filter.to ? (
          <LiveTail
            askUrl={withQuery("/console/events/newer", {
              ...kept,
              after: newest && `${newest.receivedAt.getTime()}_${newest.id}`,
            })}
            texts={{
              toggle: t("console.inbox.live.toggle"),
              on: t("console.inbox.live.on"),
              paused: t("console.inbox.live.paused"),
              none: t("console.inbox.live.none"),
              lost: t("console.inbox.live.lost"),
              show: t("console.inbox.live.show"),
              freshOne: t("console.inbox.live.fresh", { count: 1 }),
              fresh: t("console.inbox.live.fresh", { count: 2 }).replace("2", "__COUNT__"),
              freshMore: t("console.inbox.live.freshMore", { count: "__COUNT__" }),
            }}
          />
        ) : null}
        {page.searched ? (
          <p role="status" className="border-b border-line bg-sunken px-5 py-2 text-table text-ink-soft">
            {t("console.inbox.searched", {
              count: page.searched.count,
              until: formatTime(page.searched.until),
            })}
          </p>
        ) : null}
        {page.events.length > 0 ? (
          <EventTable
            events={page.events}
            now={deps.clock.now()}
            locale={locale}
            t={t}
            hrefOf={(id) => withQuery(`${PATH}/${id}`, filter)}
          />
        ) : (
          <ListEmpty
            isFiltered={isFiltered || !isFirst}
            path={PATH}
            noMatch={{ title: t("console.events.noMatchTitle"), body: t("console.events.noMatchBody") }}
            empty={{
              icon: Zap,
              title: t("console.events.emptyTitle"),
              body: t("console.events.emptyBody"),
              action: { href: "/console/suites", text: t("console.events.emptyAction") },
            }}
            t={t}
          />
        )}
        <BothWaysPager
          first={isFirst ? null : withQuery(PATH, kept)}
          newer={page.newer && withQuery(PATH, { ...kept, after: page.newer })}
          older={page.older && withQuery(PATH, { ...kept, before: page.older })}
          t={t}
        />
      </Card>
    </>
  );
}
