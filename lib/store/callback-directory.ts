import "server-only";
import { LRUCache } from "lru-cache";
import { decodeAesKey } from "@/lib/core/crypto/wecom-aes";
import type { SuiteKey } from "@/lib/core/ids";
import type { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";
import type { SuiteKind } from "@/lib/store/suites";

/** A live pair, ready to open with. It holds key material: never logged, never handed out of the callback code. */
export type DirectoryKey = { id: string; token: Secret; aesKey: Buffer; createdAt: Date };

/** Everything the callback addresses of one suite (or of the provider) need to know, without a query. */
export type CallbackTarget = {
  /** Bounded: a key staff chose, or `_provider`. */
  label: string;
  /** null: the provider-level URL. */
  suiteRowId: string | null;
  kind: SuiteKind | "provider";
  suiteId: string | null;
  isIndividualOwned: boolean;
  providerCorpId: string | null;
  proofWindowUntil: Date | null;
  createdAt: Date;
  /** Newest first. */
  keys: DirectoryKey[];
};

export const PROVIDER_LABEL = "_provider";
/** A change made by another process is seen after this long at the latest; our own at once, by `invalidate`. */
const FRESH_MS = 2_000;
/** A busy address is refreshed in the background this long before, so that no callback waits for it. */
const REFRESH_AHEAD_MS = 1_000;
const MAX_TARGETS = 1_000;

type TargetRow = {
  suite_row_id: string | null;
  kind: SuiteKind | "provider";
  suite_id: string | null;
  is_individual_owned: boolean;
  proof_window_until: Date | null;
  created_at: Date | null;
  provider_corp_id: string | null;
  key_id: string | null;
  token_sealed: Buffer;
  encoding_aes_key_sealed: Buffer;
  key_created_at: Date;
};

/** One row for each live pair, newest first; one row without a pair when there is none. Written by hand: it is read every second while callbacks come, and must not hold them up. */
const TARGET = `
SELECT o.*, p.corp_id AS provider_corp_id, k.id AS key_id, k.token_sealed, k.encoding_aes_key_sealed,
       k.created_at AS key_created_at
FROM (
  SELECT id AS suite_row_id, kind, suite_id, is_individual_owned, proof_window_until, created_at
  FROM suites WHERE key = $1
  UNION ALL
  SELECT NULL, 'provider', NULL, false, s.proof_window_until, s.created_at
  FROM (SELECT 1) one LEFT JOIN provider s ON s.id = 'self' WHERE $1 = '${PROVIDER_LABEL}'
) o
LEFT JOIN provider p ON p.id = 'self'
LEFT JOIN callback_keys k
  ON k.suite_row_id IS NOT DISTINCT FROM o.suite_row_id AND (k.ends_at IS NULL OR k.ends_at > $2)
ORDER BY k.created_at DESC, k.id DESC`;

export function createCallbackDirectory({ clock, callbackPool, sealer }: StoreContext) {
  function readKey(row: TargetRow): DirectoryKey[] {
    const id = row.key_id;
    if (id === null) return [];
    const token = sealer.open("callback_keys", id, "token", row.token_sealed);
    const text = sealer.open("callback_keys", id, "encoding_aes_key", row.encoding_aes_key_sealed);
    const aesKey = decodeAesKey(text.reveal());
    return aesKey ? [{ id, token, aesKey, createdAt: row.key_created_at }] : [];
  }

  async function load(label: string): Promise<CallbackTarget | null> {
    const now = clock.now();
    const found = await callbackPool.query<TargetRow>({
      name: "callback-target",
      text: TARGET,
      values: [label, now],
    });
    const first = found.rows[0];
    if (!first) return null;
    return {
      label,
      suiteRowId: first.suite_row_id,
      kind: first.kind,
      suiteId: first.suite_id,
      isIndividualOwned: first.is_individual_owned,
      providerCorpId: first.provider_corp_id,
      proofWindowUntil: first.proof_window_until,
      createdAt: first.created_at ?? now,
      keys: found.rows.flatMap(readKey),
    };
  }

  // Fetches are shared: a burst after expiry asks the database once. A null target stands for "no such suite".
  const targets = new LRUCache<string, { target: CallbackTarget | null }>({
    max: MAX_TARGETS,
    ttl: FRESH_MS,
    ignoreFetchAbort: true,
    fetchMethod: async (label) => ({ target: await load(label) }),
  });

  // Addresses are easily made up, and each name would cost a query of its own (threat B10). So a name that was never
  // found is looked for in one list of all of them, read as seldom as a target is.
  const everFound = new Set<string>([PROVIDER_LABEL]);
  let names: { all: Promise<ReadonlySet<string>>; readAt: number } | null = null;
  async function isName(label: string): Promise<boolean> {
    if (everFound.has(label)) return true;
    const now = performance.now();
    if (names === null || now - names.readAt > FRESH_MS) {
      const all = callbackPool
        .query<{ key: string }>("SELECT key FROM suites")
        .then(({ rows }) => new Set(rows.map((one) => one.key)));
      const reading = { all, readAt: now };
      names = reading;
      // A failed reading is nobody's answer but that of those who waited for it.
      all.catch(() => {
        if (names === reading) names = null;
      });
    }
    if (!(await names.all).has(label)) return false;
    everFound.add(label);
    return true;
  }

  const refreshing = new Set<string>();
  function refreshAhead(key: string): void {
    refreshing.add(key);
    // A failed refresh leaves the old entry to its end; the fetch after that reports the trouble to its caller.
    targets
      .fetch(key, { forceRefresh: true })
      .catch(() => undefined)
      .finally(() => refreshing.delete(key));
  }

  return {
    /** The target of a callback address, at most 2 s old. Null when there is none. */
    async findCallbackTarget(key: SuiteKey | typeof PROVIDER_LABEL): Promise<CallbackTarget | null> {
      const cached = targets.get(key);
      if (!cached) return (await isName(key)) ? ((await targets.fetch(key))?.target ?? null) : null;
      if (targets.getRemainingTTL(key) < REFRESH_AHEAD_MS && !refreshing.has(key)) refreshAhead(key);
      return cached.target;
    },
    /** After a suite, a key pair or the provider changed in this process. */
    invalidate(): void {
      targets.clear();
      names = null;
    },
    /** Whether the corp, by either of its ids, has a live authorisation of this suite. */
    async isCorpOfSuite(suiteRowId: string, corpId: string): Promise<boolean> {
      const found = await callbackPool.query({
        text: `SELECT 1 FROM corps c JOIN authorizations a ON a.corp_row_id = c.id
               WHERE (c.plain_corp_id = $2 OR c.open_corp_id = $2) AND a.suite_row_id = $1
                 AND a.status IN ('active', 'needs_reauthorization') LIMIT 1`,
        values: [suiteRowId, corpId],
      });
      return found.rowCount === 1;
    },
  };
}
