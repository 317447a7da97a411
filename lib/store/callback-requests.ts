import "server-only";
import type { Channel } from "@/lib/store/accept-events";
import type { StoreContext } from "@/lib/store/context";

/** One request to a callback address, as kept for staff. */
export type CallbackRequestRow = {
  receivedAt: Date;
  suiteRowId: string | null;
  label: string;
  channel: Channel;
  method: string;
  outcome: string;
  cause: string | null;
  isRefused: boolean;
  status: number;
  bytesIn: number;
  bytesOut: number;
  answerMs: number;
  receiveId: string | null;
  receiveKind: string | null;
  facts: Record<string, string>;
  remoteAddress: string | null;
  eventId: string | null;
  repeats: number;
};

const COLUMNS = [
  ["id", "uuid"],
  ["received_at", "timestamptz"],
  ["suite_row_id", "uuid"],
  ["label", "text"],
  ["channel", "text"],
  ["method", "text"],
  ["outcome", "text"],
  ["cause", "text"],
  ["is_refused", "boolean"],
  ["status", "int"],
  ["bytes_in", "int"],
  ["bytes_out", "int"],
  ["answer_ms", "int"],
  ["receive_id", "text"],
  ["receive_kind", "text"],
  ["facts", "jsonb"],
  ["remote_address", "text"],
  ["event_id", "uuid"],
  ["repeats", "int"],
] as const;
const NAMES = COLUMNS.map(([name]) => name).join(", ");
const ARRAYS = COLUMNS.map(([, type], at) => `$${at + 1}::${type}[]`).join(", ");
const INSERT = `INSERT INTO callback_requests (${NAMES}) SELECT * FROM unnest(${ARRAYS})`;

export function createCallbackRequestsStore({ pool, ids }: StoreContext) {
  return {
    /** Writes a batch in one statement, on the pool of pages: it never takes a connection from the callbacks. */
    async addRequests(rows: readonly CallbackRequestRow[]): Promise<void> {
      if (rows.length === 0) return;
      const lines = rows.map((row) => [
        ids.uuid(),
        row.receivedAt.toISOString(),
        row.suiteRowId,
        row.label,
        row.channel,
        row.method,
        row.outcome,
        row.cause,
        row.isRefused,
        row.status,
        row.bytesIn,
        row.bytesOut,
        row.answerMs,
        row.receiveId,
        row.receiveKind,
        JSON.stringify(row.facts),
        row.remoteAddress,
        row.eventId,
        row.repeats,
      ]);
      await pool.query({
        text: INSERT,
        values: COLUMNS.map((_, at) => lines.map((line) => line[at] ?? null)),
      });
    },
    /** The suites' keys and ids with the provider's corp id: what receive ids are compared with. No secrets. */
    async listKnownSuites(): Promise<{
      providerCorpId: string | null;
      suites: { id: string; key: string; name: string; suiteId: string | null }[];
    }> {
      const [suites, provider] = await Promise.all([
        pool.query<{ id: string; key: string; name: string; suite_id: string | null }>(
          "SELECT id, key, name, suite_id FROM suites ORDER BY position, created_at",
        ),
        pool.query<{ corp_id: string | null }>("SELECT corp_id FROM provider LIMIT 1"),
      ]);
      return {
        providerCorpId: provider.rows[0]?.corp_id ?? null,
        suites: suites.rows.map((row) => ({
          id: row.id,
          key: row.key,
          name: row.name,
          suiteId: row.suite_id,
        })),
      };
    },
    /** The events that these meanings were stored as, by hash in hex. */
    async findEventsByMeaning(hashes: readonly Buffer[]): Promise<Map<string, string>> {
      if (hashes.length === 0) return new Map();
      const { rows } = await pool.query<{ id: string; meaning_hash: Buffer }>(
        "SELECT id, meaning_hash FROM inbound_events WHERE meaning_hash = ANY($1::bytea[])",
        [hashes],
      );
      return new Map(rows.map((row) => [row.meaning_hash.toString("hex"), row.id]));
    },
  };
}
