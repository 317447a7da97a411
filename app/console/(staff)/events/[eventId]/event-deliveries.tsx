import { AnswerText, DeliveryState } from "@/app/console/_parts/endpoint-state";
import type { Deps } from "@/lib/features/deps";
import { listEventDeliveries } from "@/lib/features/gateway/show-endpoint";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { Translate } from "@/lib/runtime/i18n";

/** Where an event went: one line an endpoint, each leading to its delivery. Nothing when it was not published. */
export async function EventDeliveries({
  deps,
  principal,
  eventId,
  t,
}: {
  deps: Deps;
  principal: StaffPrincipal;
  eventId: string;
  t: Translate;
}) {
  const deliveries = await listEventDeliveries(deps, principal, eventId);
  if (deliveries.length === 0) return null;
  return (
    <section className="mt-6" aria-label={t("console.endpoints.log.title")} data-testid="event-deliveries">
      <h3 className="mb-2 font-semibold text-ink">{t("console.endpoints.log.title")}</h3>
      <ul className="divide-y divide-line">
        {deliveries.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
            <a
              href={`/console/endpoints/${one.endpointId}?delivery=${one.id}`}
              className="font-semibold text-ink hover:text-accent hover:underline"
            >
              {one.endpointName}
            </a>
            <span className="flex items-center gap-4 text-table text-ink-soft">
              <AnswerText status={one.lastStatus} error={one.lastError} t={t} />
              <DeliveryState one={one} t={t} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
