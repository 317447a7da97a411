import "server-only";
import { LRUCache } from "lru-cache";
import { hashApiKey, isSameHash } from "@/lib/core/crypto/api-key";
import type { Deps } from "@/lib/features/deps";
import { type ApiCaller, callerOf } from "@/lib/features/keys/api-caller";
import { createFresh } from "@/lib/runtime/api/fresh";

const TOUCH_EVERY_MS = 60_000;
const TOUCH_DELAY_MS = 1_000;
const NO_HASH = new Uint8Array(32);

/** Wrong keys from one address within the window, after which it is refused (threat F10). */
const MAX_WRONG = 50;
const WINDOW_MS = 15 * 60_000;

/** The hash of a key, and the text of it that maps are indexed by. */
type KeyHash = { hash: Buffer; name: string };
const nameOf = (hash: Uint8Array) => Buffer.from(hash).toString("base64");
function hashOf(key: string): KeyHash {
  const hash = hashApiKey(key);
  return { hash, name: nameOf(hash) };
}

type Entry = { caller: ApiCaller; hash: Uint8Array; until: Date | null };

export type KeyCheck =
  | { kind: "known"; caller: ApiCaller }
  | { kind: "refused" }
  | { kind: "locked_out"; retryAfterSeconds: number };

/**
 * Who a key belongs to, without a database round trip: the few live keys are kept whole and read again every two
 * seconds while they are used. Unknown, expired and revoked keys are all simply not there (threat F10).
 */
export function createKeyDirectory(deps: Deps) {
  const used = new Map<string, Date>();
  const touched = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  const wrong = new LRUCache<string, { count: number; until: number }>({ max: 10_000 });
  /** Hashes of keys that worked: a program sends the same key thousands of times. */
  const hashes = new LRUCache<string, KeyHash>({ max: 1_000 });
  /** Key and address that worked together before: a guesser at the same address does not lock them out. */
  const trusted = new LRUCache<string, true>({ max: 10_000 });

  /** Written a second after the first use and then once a minute, off the way of the request. */
  function noteUse(keyId: string, now: Date): void {
    used.set(keyId, now);
    if (timer || now.getTime() - (touched.get(keyId) ?? 0) < TOUCH_EVERY_MS) return;
    timer = setTimeout(() => {
      timer = undefined;
      flush(false).catch(() => {});
    }, TOUCH_DELAY_MS);
    timer.unref();
  }

  const directory = createFresh(async () => {
    const secrets = await deps.store.apiKeys.listLiveSecrets(deps.clock.now());
    const callers = new Map<string, ApiCaller>();
    return new Map<string, Entry>(
      secrets.map(({ hash, until, key }) => {
        const caller = callers.get(key.id) ?? callerOf(key);
        callers.set(key.id, caller);
        return [nameOf(hash), { caller, hash, until }];
      }),
    );
  });

  async function flush(isAll: boolean): Promise<void> {
    const now = deps.clock.now().getTime();
    const due = new Map([...used].filter(([id]) => isAll || now - (touched.get(id) ?? 0) >= TOUCH_EVERY_MS));
    if (due.size === 0) return;
    for (const id of due.keys()) {
      used.delete(id);
      touched.set(id, now);
    }
    await deps.store.apiKeys.touchKeys(due);
  }

  function look(map: ReadonlyMap<string, Entry>, { hash, name }: KeyHash, now: Date): ApiCaller | null {
    const entry = map.get(name);
    const isSame = isSameHash(entry?.hash ?? NO_HASH, hash);
    if (!entry || !isSame || (entry.until !== null && entry.until <= now)) return null;
    noteUse(entry.caller.keyId, now);
    return entry.caller;
  }

  function lockOf(address: string, now: Date): number {
    const counted = wrong.get(address);
    if (!counted || counted.until <= now.getTime() || counted.count < MAX_WRONG) return 0;
    return Math.ceil((counted.until - now.getTime()) / 1000);
  }

  function countWrong(address: string, now: Date): void {
    const counted = wrong.get(address);
    if (counted && counted.until > now.getTime()) counted.count += 1;
    else wrong.set(address, { count: 1, until: now.getTime() + WINDOW_MS });
  }

  /** The caller of a key when memory knows it and nothing speaks against its address; null: ask `check`. */
  function peek(key: string, address: () => string): ApiCaller | null {
    const map = directory.peek();
    if (!map) return null;
    const now = deps.clock.now();
    const known = hashes.get(key);
    const hash = known ?? hashOf(key);
    const caller = look(map, hash, now);
    if (!caller || (wrong.size > 0 && lockOf(address(), now) > 0)) return null;
    if (!known) hashes.set(key, hash);
    return caller;
  }

  return {
    peek,
    async check(key: string | null, address: string): Promise<KeyCheck> {
      const now = deps.clock.now();
      const hash = hashOf(key ?? "");
      let caller = look(await directory.get(), hash, now);
      // It may have been made in another process a moment ago. One question at a time, and few per address: see above.
      const isWorthAsking = key !== null && lockOf(address, now) === 0;
      if (!caller && isWorthAsking) caller = look(await directory.get(0), hash, now);
      // Looked at after the waiting: guesses sent all at once count each other.
      const lock = lockOf(address, now);
      const pair = caller && `${caller.keyId} ${address}`;
      if (lock > 0 && !(pair && trusted.has(pair))) return { kind: "locked_out", retryAfterSeconds: lock };
      if (!caller || !pair) {
        countWrong(address, now);
        return { kind: "refused" };
      }
      trusted.set(pair, true);
      return { kind: "known", caller };
    },
    /** A key was made, changed or revoked in this process: others see it within seconds, this one at once. */
    forget: () => directory.forget(),
    flush() {
      clearTimeout(timer);
      return flush(true);
    },
  };
}
export type KeyDirectory = ReturnType<typeof createKeyDirectory>;
