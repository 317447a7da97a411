import "server-only";
import { LRUCache } from "lru-cache";
import { decodeAesKey } from "@/lib/core/crypto/wecom-aes";
import type { SuiteKey } from "@/lib/core/ids";
import type { Secret } from "@/lib/core/secret";
import { createCallbackKeysStore } from "@/lib/store/callback-keys";
import type { StoreContext } from "@/lib/store/context";
import { createProviderStore } from "@/lib/store/provider";
import { createSuitesStore, type SuiteKind } from "@/lib/store/suites";

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

export function createCallbackDirectory(context: StoreContext) {
  const { clock, pool } = context;
  const suites = createSuitesStore(context);
  const keysStore = createCallbackKeysStore(context);
  const providerStore = createProviderStore(context);

  async function liveKeys(suiteRowId: string | null): Promise<DirectoryKey[]> {
    const keys = await keysStore.listCallbackKeys(suiteRowId, clock.now());
    return keys.flatMap(({ id, token, encodingAesKey, createdAt }) => {
      const aesKey = decodeAesKey(encodingAesKey.reveal());
      return aesKey ? [{ id, token, aesKey, createdAt }] : [];
    });
  }

  async function loadProvider(): Promise<CallbackTarget> {
    const [provider, keys] = await Promise.all([providerStore.getProvider(), liveKeys(null)]);
    return {
      label: PROVIDER_LABEL,
      suiteRowId: null,
      kind: "provider",
      suiteId: null,
      isIndividualOwned: false,
      providerCorpId: provider.corpId,
      proofWindowUntil: provider.proofWindowUntil,
      createdAt: provider.createdAt,
      keys,
    };
  }

  async function loadSuite(key: SuiteKey): Promise<CallbackTarget | null> {
    const [suite, provider] = await Promise.all([suites.findSuiteByKey(key), providerStore.getProvider()]);
    if (!suite) return null;
    return {
      label: suite.key,
      suiteRowId: suite.id,
      kind: suite.kind,
      suiteId: suite.suiteId,
      isIndividualOwned: suite.isIndividualOwned,
      providerCorpId: provider.corpId,
      proofWindowUntil: suite.proofWindowUntil,
      createdAt: suite.createdAt,
      keys: await liveKeys(suite.id),
    };
  }

  // Fetches are shared: a burst after expiry asks the database once. A null target stands for "no such suite".
  const targets = new LRUCache<string, { target: CallbackTarget | null }>({
    max: MAX_TARGETS,
    ttl: FRESH_MS,
    ignoreFetchAbort: true,
    fetchMethod: async (label) => ({
      target: label === PROVIDER_LABEL ? await loadProvider() : await loadSuite(label as SuiteKey),
    }),
  });

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
      if (!cached) return (await targets.fetch(key))?.target ?? null;
      if (targets.getRemainingTTL(key) < REFRESH_AHEAD_MS && !refreshing.has(key)) refreshAhead(key);
      return cached.target;
    },
    /** After a suite, a key pair or the provider changed in this process. */
    invalidate(): void {
      targets.clear();
    },
    /** Whether the corp, by either of its ids, has a live authorisation of this suite. */
    async isCorpOfSuite(suiteRowId: string, corpId: string): Promise<boolean> {
      const found = await pool.query({
        text: `SELECT 1 FROM corps c JOIN authorizations a ON a.corp_row_id = c.id
               WHERE (c.plain_corp_id = $2 OR c.open_corp_id = $2) AND a.suite_row_id = $1
                 AND a.status IN ('active', 'needs_reauthorization') LIMIT 1`,
        values: [suiteRowId, corpId],
      });
      return found.rowCount === 1;
    },
  };
}
