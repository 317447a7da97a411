import { z } from "zod";
import { CSV_BOM, csvLine } from "@/lib/core/csv";
import { eventNameOf } from "@/lib/core/event-names";
import { fail, ok, type Result } from "@/lib/core/result";
import { readXml } from "@/lib/core/xml/read-xml";
import { type EventFilter, narrowing, toEventQuery } from "@/lib/features/console/event-filter";
import { nameEvents, type ShownEvent } from "@/lib/features/console/list-events";
import { maskFields, type ShownField } from "@/lib/features/console/mask-event";
import type { Deps } from "@/lib/features/deps";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { EventQuery } from "@/lib/store/console-events";
import type { Position } from "@/lib/store/sql-parts";

export const EXPORT_FORMATS = ["csv", "jsonl"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export const exportFormat = z.enum(EXPORT_FORMATS);
export const MAX_EXPORT = 100_000;
const CHUNK = 500;

const COLUMNS = [
  "id",
  "received_at",
  "platform_time",
  "suite",
  "channel",
  "type",
  "change_type",
  "name",
  "corp_id",
  "corp_name",
  "receive_id",
  "state",
  "attempts",
  "last_error",
  "fields",
];

/** The state of an event in one word. */
export function stateOf(
  event: Pick<ShownEvent, "isStale" | "work">,
): "done" | "waiting" | "parked" | "dead" | "stale" {
  if (event.isStale) return "stale";
  if (!event.work) return "done";
  if (event.work.state === "dead") return "dead";
  return event.work.isParked ? "parked" : "waiting";
}

function plainFields(fields: readonly ShownField[]): Record<string, string> {
  const path: string[] = [];
  const flat: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const { name, depth, value, mask } of fields) {
    path.length = depth;
    path[depth] = name;
    if (value !== null) flat[path.join(".")] = mask === null ? value : `[${mask}]`;
  }
  return flat;
}

/**
 * The events of a filter as a file, newest first, in pieces. Operators; the audit log keeps who took what.
 * Codes, tickets and people are masked in it as on the page.
 */
export async function exportEvents(
  deps: Deps,
  principal: StaffPrincipal,
  filter: EventFilter,
  format: ExportFormat,
): Promise<Result<AsyncGenerator<string>, "staff.forbidden" | "request.invalid">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  if (filter.q !== undefined) return fail("request.invalid");
  const query = await toEventQuery(deps, filter);
  const count = await deps.store.consoleEvents.countEvents(query, MAX_EXPORT);
  const said = Object.entries(narrowing(filter)).filter(
    ([name, value]) => value !== undefined && name !== "q",
  );
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "events.exported",
    subject: format,
    details: { count, ...Object.fromEntries(said) },
  });
  return ok(write(deps, query, format));
}

async function* write(deps: Deps, query: EventQuery, format: ExportFormat): AsyncGenerator<string> {
  if (format === "csv") yield CSV_BOM + csvLine(COLUMNS);
  let from: Position | null = null;
  for (let written = 0; written < MAX_EXPORT; ) {
    const { events, hasMore } = await deps.store.consoleEvents.listPage(query, {
      limit: CHUNK,
      from,
      direction: "older",
    });
    const last = events.at(-1);
    if (!last) return;
    const payloads = await deps.store.consoleEvents.listPayloads(query, { limit: events.length, from });
    const fields = new Map(
      payloads.map(({ id, payload }) => {
        const xml = readXml(Buffer.from(payload.reveal(), "utf8"));
        return [id, xml.ok ? plainFields(maskFields(xml.value)) : {}];
      }),
    );
    let piece = "";
    for (const event of await nameEvents(deps, events))
      piece += line(event, fields.get(event.id) ?? {}, format);
    yield piece;
    written += events.length;
    if (!hasMore) return;
    from = { receivedAt: last.receivedAt, id: last.id };
  }
}

function line(event: ShownEvent, fields: Record<string, string>, format: ExportFormat): string {
  const values = [
    event.id,
    event.receivedAt.toISOString(),
    event.platformTime?.toISOString() ?? null,
    event.suiteKey ?? "_provider",
    event.channel,
    event.type,
    event.changeType,
    eventNameOf(event.type, "zh", event.changeType),
    event.corpId,
    event.corpName,
    event.receiveId,
    stateOf(event),
    event.work?.attempts ?? 0,
    event.work?.lastError ?? null,
  ];
  if (format === "csv") return csvLine([...values, JSON.stringify(fields)]);
  return `${JSON.stringify({ ...Object.fromEntries(COLUMNS.map((name, at) => [name, values[at] ?? null])), fields })}\n`;
}
