import { z } from "zod";
import { readCursor, writeCursor } from "@/lib/core/list-cursor";
import { writeBody } from "@/lib/core/outgoing-event";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { Attempt, Delivery, DeliveryBucket, DeliveryState } from "@/lib/store/delivery-log";
import type { Endpoint } from "@/lib/store/endpoint-shape";

const PAGE = 30;
const CHART_HOURS = 24;
const MAX_SHOWN = 16_000;

export type EndpointCounts = Record<DeliveryState, number>;
const NONE: EndpointCounts = { pending: 0, running: 0, delivered: 0, dead: 0, cancelled: 0 };

/** What an address may ask for. Words we do not know are dropped, not passed on. */
export const deliveryFilter = z.object({
  state: z.enum(["pending", "running", "delivered", "dead", "cancelled"]).optional().catch(undefined),
  type: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_.]{1,100}$/)
    .optional()
    .catch(undefined),
  corp: z.string().trim().min(1).max(64).optional().catch(undefined),
  cursor: z.string().max(60).optional().catch(undefined),
  delivery: z.uuid().optional().catch(undefined),
});
export type DeliveryFilter = z.output<typeof deliveryFilter>;

/** Every endpoint with its counts. Any member of staff. */
export async function listShownEndpoints(
  deps: Deps,
  _principal: StaffPrincipal,
): Promise<{ endpoint: Endpoint; counts: EndpointCounts }[]> {
  const endpoints = await deps.store.endpoints.listEndpoints({});
  const counts = await deps.store.deliveries.countDeliveries(endpoints.map((one) => one.id));
  return endpoints.map((endpoint) => ({ endpoint, counts: counts.get(endpoint.id) ?? NONE }));
}

export type ShownDelivery = {
  delivery: Delivery;
  attempts: Attempt[];
  /** The message as it is sent, cut; null when it is there no more. */
  message: string | null;
  newer: string | null;
  older: string | null;
};

export type ShownEndpoint = {
  endpoint: Endpoint;
  counts: EndpointCounts;
  /** When each live secret was made and ends; never the secrets. */
  secrets: { createdAt: Date; endsAt: Date | null }[];
  chart: DeliveryBucket[];
  deliveries: Delivery[];
  next: string | null;
  open: ShownDelivery | null;
};

/** One endpoint with a page of its log, and one delivery in full when asked for. Any member of staff. */
export async function showEndpoint(
  deps: Deps,
  _principal: StaffPrincipal,
  id: string,
  filter: DeliveryFilter,
): Promise<Result<ShownEndpoint, "not_found">> {
  if (!z.uuid().safeParse(id).success) return fail("not_found");
  const endpoint = await deps.store.endpoints.findEndpoint(id);
  if (!endpoint) return fail("not_found");
  const [counts, secrets, chart, found, open] = await Promise.all([
    deps.store.deliveries.countDeliveries([id]),
    deps.store.endpoints.listSecrets(id),
    deps.store.deliveries.chartAttempts(id, CHART_HOURS),
    deps.store.deliveries.listDeliveries({
      endpointId: id,
      state: filter.state,
      type: filter.type,
      corpId: filter.corp,
      before: readCursor(filter.cursor) ?? undefined,
      limit: PAGE,
    }),
    filter.delivery === undefined ? null : showDelivery(deps, endpoint, filter.delivery),
  ]);
  const deliveries = found.slice(0, PAGE);
  const last = deliveries.at(-1);
  return ok({
    endpoint,
    counts: counts.get(id) ?? NONE,
    secrets: secrets.map(({ createdAt, endsAt }) => ({ createdAt, endsAt })),
    chart,
    deliveries,
    next: found.length > PAGE && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
    open,
  });
}

async function showDelivery(deps: Deps, endpoint: Endpoint, id: string): Promise<ShownDelivery | null> {
  const delivery = await deps.store.deliveries.findDelivery(id);
  if (delivery?.endpointId !== endpoint.id) return null;
  const [attempts, payload, neighbours] = await Promise.all([
    deps.store.deliveries.listAttempts(id),
    deps.store.deliveries.readPayload(delivery.eventId),
    deps.store.deliveries.findNeighbours(delivery),
  ]);
  const event = { id: delivery.eventId, type: delivery.type, happenedAt: delivery.happenedAt };
  const text = payload && JSON.stringify(JSON.parse(writeBody(event, payload, endpoint.payload)), null, 2);
  const message = text && text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return { delivery, attempts, message, ...neighbours };
}

/** Where one event went. Any member of staff. */
export function listEventDeliveries(
  deps: Deps,
  _principal: StaffPrincipal,
  eventId: string,
): Promise<(Delivery & { endpointName: string })[]> {
  return deps.store.deliveries.listDeliveriesOfEvent(eventId);
}
