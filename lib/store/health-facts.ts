import "server-only";
import type { StoreContext } from "@/lib/store/context";

/** What the health of one suite is judged from. Counts of requests are of the last hour, self-tests left out. */
export type SuiteHealthFacts = {
  suiteRowId: string;
  lastProofAt: Date | null;
  lastEventAt: Date | null;
  requests: number;
  refused: number;
  oldestUnprocessedSeconds: number;
  deadWork: number;
  corpTokensLive: number;
  corpTokensRefused: number;
  /** Nearest end of a live corp token; a token is fetched when used, so a past end is no fault. */
  corpTokenEndsAt: Date | null;
  /** End of the pair that WeCom signed with last; null when that is the current one. */
  usedKeyEndsAt: Date | null;
  deliveriesPending: number;
  deliveriesDead: number;
};

const HEALTH = `
SELECT s.id AS "suiteRowId",
  (SELECT max(proven_at) FROM url_proofs p WHERE p.suite_row_id = s.id) AS "lastProofAt",
  (SELECT received_at FROM inbound_events e WHERE e.suite_row_id = s.id ORDER BY received_at DESC LIMIT 1) AS "lastEventAt",
  r.requests, r.refused,
  coalesce(w.oldest, 0)::int AS "oldestUnprocessedSeconds",
  coalesce(w.dead, 0)::int AS "deadWork",
  t.live AS "corpTokensLive", t.refused AS "corpTokensRefused", t.ends_at AS "corpTokenEndsAt",
  (SELECT k.ends_at FROM callback_keys k WHERE k.suite_row_id = s.id AND k.last_used_at IS NOT NULL
    ORDER BY k.last_used_at DESC LIMIT 1) AS "usedKeyEndsAt",
  d.pending AS "deliveriesPending", d.dead AS "deliveriesDead"
FROM suites s
CROSS JOIN LATERAL (
  SELECT coalesce(sum(repeats), 0)::int AS requests,
         coalesce(sum(repeats) FILTER (WHERE is_refused), 0)::int AS refused
  FROM callback_requests c WHERE c.label = s.key AND c.received_at > $1 AND c.outcome <> 'self_test'
) r
LEFT JOIN LATERAL (
  SELECT max(extract(epoch FROM $2::timestamptz - i.run_at)) FILTER (WHERE i.state <> 'dead' AND i.run_at < $2) AS oldest,
         count(*) FILTER (WHERE i.state = 'dead') AS dead
  FROM work_items i
  WHERE (i.kind = 'event' AND EXISTS (
           SELECT 1 FROM inbound_events e WHERE e.id::text = i.subject_id AND e.suite_row_id = s.id))
     OR (i.kind = 'exchange' AND EXISTS (
           SELECT 1 FROM auth_exchanges x WHERE x.id::text = i.subject_id AND x.suite_row_id = s.id))
) w ON true
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE t.expires_at > $2)::int AS live,
         count(*) FILTER (WHERE t.last_errcode IS NOT NULL)::int AS refused,
         min(t.expires_at) FILTER (WHERE t.expires_at > $2) AS ends_at
  FROM tokens t JOIN authorizations a ON t.owner_id = a.id::text
  WHERE t.kind = 'corp' AND a.suite_row_id = s.id AND a.status = 'active'
) t
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE v.state IN ('pending', 'running'))::int AS pending,
         count(*) FILTER (WHERE v.state = 'dead' AND v.finished_at > $3)::int AS dead
  FROM deliveries v JOIN endpoints n ON n.id = v.endpoint_id WHERE n.suite_key = s.key
) d
ORDER BY s.position, s.created_at`;

const HOUR_MS = 3_600_000;

export function createHealthFactsStore({ pool, clock }: StoreContext) {
  return {
    async listSuiteHealth(): Promise<SuiteHealthFacts[]> {
      const now = clock.now();
      const { rows } = await pool.query<SuiteHealthFacts>(HEALTH, [
        new Date(now.getTime() - HOUR_MS),
        now,
        new Date(now.getTime() - 24 * HOUR_MS),
      ]);
      return rows;
    },
  };
}
