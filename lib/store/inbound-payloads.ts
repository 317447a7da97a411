import "server-only";
import type { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";

export function createInboundPayloads({ pool, sealer }: StoreContext) {
  return {
    /** The decrypted XML of received events, and the type they were published under. */
    async openPayloads(ids: string[]): Promise<Map<string, { payload: Secret; publishedAs: string | null }>> {
      if (ids.length === 0) return new Map();
      const { rows } = await pool.query<{ id: string; payload_sealed: Buffer; type: string | null }>(
        `SELECT i.id, i.payload_sealed, o.type FROM inbound_events i LEFT JOIN outgoing_events o ON o.id = i.id
         WHERE i.id = ANY($1::uuid[])`,
        [ids],
      );
      return new Map(
        rows.map((row) => [
          row.id,
          {
            payload: sealer.open("inbound_events", row.id, "payload", row.payload_sealed),
            publishedAs: row.type,
          },
        ]),
      );
    },
  };
}
