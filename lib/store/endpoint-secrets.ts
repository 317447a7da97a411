import "server-only";
import type { Pool, PoolClient } from "pg";
import type { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";
import { inTransaction } from "@/lib/store/transaction";

/** A live signing secret; `endsAt` null for the newest. */
export type LiveSecret = { id: string; secret: Secret; createdAt: Date; endsAt: Date | null };

type Row = { id: string; secret_sealed: Buffer; created_at: Date; ends_at: Date | null };

export function createEndpointSecrets({ pool, ids, sealer }: StoreContext) {
  async function addSecret(db: Pool | PoolClient, endpointId: string, secret: Secret): Promise<void> {
    const id = ids.uuid();
    await db.query(
      `INSERT INTO endpoint_secrets (id, endpoint_id, secret_sealed, created_at) VALUES ($1, $2, $3, clock_timestamp())`,
      [id, endpointId, sealer.seal("endpoint_secrets", id, "secret", secret.reveal())],
    );
  }
  return {
    addSecret,
    /** Newest first: a receiver that holds the new one finds its signature first. */
    async listSecrets(endpointId: string): Promise<LiveSecret[]> {
      const { rows } = await pool.query<Row>(
        `SELECT * FROM endpoint_secrets WHERE endpoint_id = $1 AND (ends_at IS NULL OR ends_at > now())
         ORDER BY created_at DESC, id DESC`,
        [endpointId],
      );
      return rows.map((row) => ({
        id: row.id,
        secret: sealer.open("endpoint_secrets", row.id, "secret", row.secret_sealed),
        createdAt: row.created_at,
        endsAt: row.ends_at,
      }));
    },
    /** The old secrets sign along for `overlapSeconds`, 0 for none of them; those that end sooner stay as they are. */
    async replaceSecret(endpointId: string, secret: Secret, overlapSeconds: number): Promise<void> {
      await inTransaction(pool, async (db) => {
        // One rotation at a time per endpoint.
        await db.query(`SELECT 1 FROM endpoints WHERE id = $1 FOR NO KEY UPDATE`, [endpointId]);
        await db.query(
          `UPDATE endpoint_secrets SET ends_at = least(ends_at, now() + make_interval(secs => $2)) WHERE endpoint_id = $1`,
          [endpointId, overlapSeconds],
        );
        await db.query(`DELETE FROM endpoint_secrets WHERE endpoint_id = $1 AND ends_at <= now()`, [
          endpointId,
        ]);
        await addSecret(db, endpointId, secret);
      });
    },
    async pruneSecrets(): Promise<void> {
      await pool.query(`DELETE FROM endpoint_secrets WHERE ends_at < now()`);
    },
  };
}
