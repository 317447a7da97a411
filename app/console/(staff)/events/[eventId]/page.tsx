import { notFound } from "next/navigation";
import { Drawer } from "@/app/_ui/drawer";
import { StepKeys } from "@/app/_ui/step-keys";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { EventDeliveries } from "@/app/console/(staff)/events/[eventId]/event-deliveries";
import { EventDetailView } from "@/app/console/(staff)/events/[eventId]/event-detail";
import { EventList } from "@/app/console/(staff)/events/event-list";
import { eventNameOf } from "@/lib/core/event-names";
import { eventFilter } from "@/lib/features/console/event-filter";
import { showEvent } from "@/lib/features/console/show-event";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

/** An event in a drawer over its list: an address of its own that also opens by itself. */
export default async function EventPage({
  params,
  searchParams,
}: {
  params: Promise<{ eventId: string }>;
  searchParams: Query;
}) {
  const principal = await requireStaff();
  const [deps, { t, locale }, { eventId }, query] = [
    await getDeps(),
    await getTranslator(),
    await params,
    await readQuery(searchParams),
  ];
  const filter = eventFilter.parse(query);
  const found = await showEvent(deps, principal, eventId, filter);
  if (!found.ok) notFound();
  const { event, newer, older } = found.value;
  const hrefOf = (id: string | null) => id && withQuery(`/console/events/${id}`, filter);
  return (
    <>
      <EventList deps={deps} principal={principal} filter={filter} locale={locale} t={t} />
      <Drawer
        title={
          <>
            <span className="block truncate">
              {eventNameOf(event.type, locale === "en" ? "en" : "zh", event.changeType)}
            </span>
            <code className="block truncate font-mono text-note font-normal text-ink-faint">
              {event.type}
              {event.changeType ? ` · ${event.changeType}` : ""}
            </code>
          </>
        }
        closeHref={withQuery("/console/events", filter)}
        closeLabel={t("console.inbox.drawer.close")}
        actions={
          <StepKeys
            previous={hrefOf(newer)}
            next={hrefOf(older)}
            texts={{ previous: t("console.inbox.drawer.newer"), next: t("console.inbox.drawer.older") }}
          />
        }
      >
        <ActionNotice name={query.notice} t={t} />
        <EventDetailView
          detail={found.value}
          mayAct={isAtLeast(principal.role, "operator")}
          now={deps.clock.now()}
          t={t}
        />
        <EventDeliveries deps={deps} principal={principal} eventId={event.id} t={t} />
      </Drawer>
    </>
  );
}
