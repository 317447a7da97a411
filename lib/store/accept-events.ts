import "server-only";
import { createGroupCommit } from "@/lib/core/group-commit";
import type { StoreContext } from "@/lib/store/context";

export type Channel = "command" | "data" | "settings" | "provider";

/** A verified callback, ready to be stored. */
export type AcceptedEvent = {
  suiteRowId: string | null;
  channel: Channel;
  type: string;
  changeType: string | null;
  corpId: string | null;
  receiveId: string;
  platformTime: Date | null;
  receivedAt: Date;
  meaningHash: Buffer<ArrayBuffer>;
  /** Kept, but nobody works on it (threat A4). */
  isStale: boolean;
  /** The decrypted XML. */
  payload: string;
  priority: number;
  /** Set when only a corp of this suite may cause work now; another's is parked until this time. */
  parkUnlessKnownUntil: Date | null;
};

/** `duplicate`: the same meaning had been stored before; nothing was added. */
export type Acceptance = { outcome: "stored" | "duplicate"; id: string };

/** The event inside, not spread out: see docs/decisions/0007-the-fast-door.md on copies of objects. */
type Row = { id: string; event: AcceptedEvent; sealed: Buffer<ArrayBuffer> };

const MAX_GROUP_ROWS = 200;
const MAX_GROUPS_IN_FLIGHT = 2;

/**
 * Stores events and their work rows: one statement, so both exist or neither (promise R2), and one round trip (R1).
 *
 * A work row made here has the id of its event. Whether a data message's corp is one of the suite's is looked up in the same statement.
 */
const ACCEPT = `
WITH given AS (
  SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
    $9::timestamptz[], $10::bytea[], $11::boolean[], $12::bytea[], $13::int[], $14::timestamptz[]
  ) AS g(id, suite_row_id, channel, type, change_type, corp_id, receive_id, platform_time,
         received_at, meaning_hash, is_stale, payload_sealed, priority, parked_until)
), stored AS (
  INSERT INTO inbound_events (id, suite_row_id, channel, type, change_type, corp_id, receive_id, platform_time,
                              received_at, meaning_hash, is_stale, payload_sealed)
  SELECT id, suite_row_id, channel, type, change_type, corp_id, receive_id, platform_time,
         received_at, meaning_hash, is_stale, payload_sealed FROM given
  ON CONFLICT (meaning_hash) DO NOTHING
  RETURNING id
), work AS (
  INSERT INTO work_items (id, kind, subject_id, priority, run_at, created_at)
  SELECT g.id, CASE WHEN p.is_parked THEN 'parked_event' ELSE 'event' END, g.id::text, g.priority,
         CASE WHEN p.is_parked THEN g.parked_until ELSE g.received_at END, g.received_at
  FROM given g JOIN stored s ON s.id = g.id
  CROSS JOIN LATERAL (SELECT g.parked_until IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM corps c JOIN authorizations a ON a.corp_row_id = c.id
    WHERE (c.plain_corp_id = g.corp_id OR c.open_corp_id = g.corp_id)
      AND a.suite_row_id = g.suite_row_id AND a.status IN ('active', 'needs_reauthorization')
  ) AS is_parked) p
  WHERE NOT g.is_stale
)
SELECT id FROM stored`;

/** Classes of SQLSTATE that speak of a row's data rather than of the server (22 data, 23 constraint, 54 too large). */
const ROW_FAULT = /^(22|23|54)/;

function isRowFault(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && ROW_FAULT.test(String(error.code));
}

export function createEventAcceptance({ callbackPool, sealer, ids }: StoreContext) {
  async function write(given: Row[]): Promise<Acceptance[]> {
    // Two groups at once insert in one order, or they could wait for each other.
    const rows = [...given].sort((a, b) => a.event.meaningHash.compare(b.event.meaningHash));
    const column = <T>(pick: (row: Row) => T): T[] => rows.map(pick);
    const result = await callbackPool.query<{ id: string }>({
      name: "accept-events",
      text: ACCEPT,
      values: [
        column((row) => row.id),
        column(({ event }) => event.suiteRowId),
        column(({ event }) => event.channel),
        column(({ event }) => event.type),
        column(({ event }) => event.changeType),
        column(({ event }) => event.corpId),
        column(({ event }) => event.receiveId),
        column(({ event }) => event.platformTime?.toISOString() ?? null),
        column(({ event }) => event.receivedAt.toISOString()),
        column(({ event }) => event.meaningHash),
        column(({ event }) => event.isStale),
        column((row) => row.sealed),
        column(({ event }) => event.priority),
        column(({ event }) => event.parkUnlessKnownUntil?.toISOString() ?? null),
      ],
    });
    const stored = new Set(result.rows.map((row) => row.id));
    return given.map(({ id }) => ({ outcome: stored.has(id) ? "stored" : "duplicate", id }));
  }

  const groups = createGroupCommit<Row, Acceptance>({
    write,
    maxRows: MAX_GROUP_ROWS,
    maxInFlight: MAX_GROUPS_IN_FLIGHT,
    defer: setImmediate,
    isRowFault,
  });

  return {
    /** Resolves after the commit that made this event durable, or found its meaning stored. Throws when it is not. */
    acceptEvent(event: AcceptedEvent): Promise<Acceptance> {
      const id = ids.uuid();
      const sealed = sealer.seal("inbound_events", id, "payload", event.payload);
      return groups.add({ id, event, sealed });
    },
    /** Resolves when every accepted event has been answered; for a shutdown that loses nothing. */
    whenAllAccepted: () => groups.idle(),
  };
}
