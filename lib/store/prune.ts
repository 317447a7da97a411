import "server-only";
import type { StoreContext } from "@/lib/store/context";

// What nobody can use any more, with how long it stays after its end. echostr hashes stay for as long as a captured
// one could be tried again (threat A7).
const ENDED = [
  ["pending_sign_ins", "expires_at", "1 day"],
  ["admin_sessions", "expires_at", "1 day"],
  ["staff_sessions", "expires_at", "1 day"],
  ["idempotent_calls", "expires_at", "0 days"],
  ["one_time_sign_ins", "expires_at", "7 days"],
  ["url_proofs", "proven_at", "400 days"],
] as const;

export function createPruneStore({ pool }: StoreContext) {
  return {
    async pruneExpired(now: Date): Promise<void> {
      for (const [table, column, keep] of ENDED)
        await pool.query(`DELETE FROM ${table} WHERE ${column} < $1::timestamptz - interval '${keep}'`, [
          now,
        ]);
    },
  };
}
