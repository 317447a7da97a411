import "server-only";
import type { StoreContext } from "@/lib/store/context";

const LIVING = "status IN ('active', 'needs_reauthorization')";

export function createReconcileStore({ pool }: StoreContext) {
  return {
    /** How many authorisations the reconciliation pass has to go round. */
    async countLiving(): Promise<number> {
      const { rows } = await pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM authorizations WHERE ${LIVING}`,
      );
      return rows[0]?.n ?? 0;
    },
    /**
     * Takes the authorisations that were neither read nor asked for since `before`, oldest first, and notes that they
     * are asked for now. So several processes never take the same one, and one that fails does not hold up the rest.
     */
    async takeDueForReconcile(input: { before: Date; now: Date; limit: number }): Promise<string[]> {
      const { rows } = await pool.query<{ id: string }>(
        `WITH due AS MATERIALIZED (
           SELECT id FROM authorizations
           WHERE ${LIVING} AND coalesce(greatest(refreshed_at, reconcile_asked_at), created_at) < $1
           ORDER BY coalesce(greatest(refreshed_at, reconcile_asked_at), created_at)
           LIMIT $3 FOR UPDATE SKIP LOCKED
         )
         UPDATE authorizations SET reconcile_asked_at = $2 WHERE id IN (SELECT id FROM due) RETURNING id`,
        [input.before, input.now, input.limit],
      );
      return rows.map((row) => row.id);
    },
  };
}
