import { timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ErrorCode } from "@/lib/core/errors";
import type { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import type { TokenFailure, TokenResult, TokenWish } from "@/lib/features/tokens/handed-out-token";
import { planToken, REFRESH_EARLY_SECONDS } from "@/lib/features/tokens/plan-token";
import { failureOf, failureOfErrcode, retryAfterSeconds } from "@/lib/features/tokens/token-failure";
import type { Store } from "@/lib/store/create-store";
import type { StoredToken, TokenLease, TokenPlace } from "@/lib/store/tokens";
import type { WecomAnswer } from "@/lib/wecom/answer";
import type { FreshToken } from "@/lib/wecom/client";

const LEASE_SECONDS = 6;
const RENEW_EVERY_MS = 2_000;
const POLL_MS = 100;
/** Longer than a lease, so that callers outlive a killed holder. */
const MAX_POLLS = 120;
/** WeCom answers the same token until it ends; asking for a better one more often than this is no use (promise R14). */
const ASK_AGAIN_MS = 30_000;

/** Fetches a token, or says why it can't be asked for at all (`code`): then WeCom is not called. */
export type FetchToken = () => Promise<
  WecomAnswer<FreshToken> | { ok: false; code: ErrorCode; errcode: number | null }
>;

// Callers of one process share one try; callers of several processes meet at the row's lease.
const underWay = new WeakMap<Store, Map<string, Promise<TokenResult>>>();

export function isSameSecret(a: Secret, b: Secret): boolean {
  const left = Buffer.from(a.reveal(), "utf8");
  const right = Buffer.from(b.reveal(), "utf8");
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * The best token there is, fetched by one caller of one process however many ask (promise R13). It has at least 300 s
 * to live unless WeCom itself has none better: it answers the same token until that ends.
 *
 * Never loops: a caller asks WeCom at most once; the others wait for its row, at most 12 s.
 */
export async function handOutToken(
  deps: Deps,
  place: TokenPlace,
  wish: TokenWish,
  ask: FetchToken,
): Promise<TokenResult> {
  const row = await deps.store.tokens.findToken(place);
  const plan = planToken(row, isRefusedHere(row, wish), deps.clock.now());
  if (plan.act === "use") return handOut(row) ?? failureOfErrcode(row?.lastErrcode ?? null);
  if (plan.act === "give_up") return failureOfErrcode(row?.lastErrcode ?? null);
  if (plan.isStillGood && row?.isLeased) return handOut(row) ?? failureOfErrcode(null);

  const shared = underWay.get(deps.store) ?? new Map<string, Promise<TokenResult>>();
  underWay.set(deps.store, shared);
  const key = `${place.kind} ${place.ownerId} ${row?.version ?? 0} ${plan.isForced}`;
  const running = shared.get(key);
  if (running) return running;
  const mine = refresh(deps, place, wish, ask).finally(() => shared.delete(key));
  shared.set(key, mine);
  return mine;
}

function isRefusedHere(row: StoredToken | null, wish: TokenWish): boolean {
  return !!wish.refused && !!row?.value && isSameSecret(wish.refused, row.value);
}

function handOut(row: StoredToken | null): TokenResult | null {
  return row?.value && row.expiresAt
    ? { ok: true, value: { token: row.value, expiresAt: row.expiresAt } }
    : null;
}

async function refresh(
  deps: Deps,
  place: TokenPlace,
  wish: TokenWish,
  ask: FetchToken,
): Promise<TokenResult> {
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const row = await deps.store.tokens.findToken(place);
    const now = deps.clock.now();
    const plan = planToken(row, isRefusedHere(row, wish), now);
    if (plan.act === "use") return handOut(row) ?? failureOfErrcode(null);
    if (plan.act === "give_up") return failureOfErrcode(row?.lastErrcode ?? null);
    const lease = row?.isLeased
      ? null
      : await deps.store.tokens.claimTokenRefresh(place, {
          seenVersion: row?.version ?? 0,
          leaseSeconds: LEASE_SECONDS,
          forcedAt: plan.isForced ? now : null,
        });
    if (lease) return fetchUnderLease(deps, place, lease, ask);
    if (plan.isStillGood) return handOut(row) ?? failureOfErrcode(null);
    await sleep(POLL_MS);
  }
  return { ok: false, code: "wecom.unreachable", errcode: null };
}

async function fetchUnderLease(
  deps: Deps,
  place: TokenPlace,
  lease: TokenLease,
  ask: FetchToken,
): Promise<TokenResult> {
  const { tokens } = deps.store;
  const renewal = setInterval(() => {
    tokens.renewTokenLease(lease, LEASE_SECONDS).catch(() => {});
  }, RENEW_EVERY_MS);
  try {
    const startedAt = deps.clock.now();
    const answer = await ask();
    if (answer.ok) {
      // Counted from before the call: the answer may have travelled long.
      const { token, expiresInSeconds } = answer.value;
      const expiresAt = new Date(startedAt.getTime() + expiresInSeconds * 1000);
      const isDueAgain = expiresInSeconds < REFRESH_EARLY_SECONDS;
      const askAgainAt = new Date(Math.min(startedAt.getTime() + ASK_AGAIN_MS, expiresAt.getTime()));
      const retryAfter = isDueAgain ? askAgainAt : null;
      const saved = { value: token, expiresAt, fetchedAt: startedAt, retryAfter };
      if (!(await tokens.saveToken(lease, saved))) deps.log.warn("token_lease_lost", { tokenId: lease.id });
      return { ok: true, value: { token, expiresAt } };
    }
    const failure: TokenFailure = "error" in answer ? failureOf(answer.error) : answer;
    // Without a call there is nothing to spare WeCom from: the next caller may look again at once.
    const waitSeconds = "error" in answer ? retryAfterSeconds(answer.error) : 0;
    const at = deps.clock.now();
    const retryAfter = new Date(at.getTime() + waitSeconds * 1000);
    if (await tokens.failTokenRefresh(lease, { errcode: failure.errcode, at, retryAfter })) return failure;
    // This process slept through its lease, and its call with it. Whoever took over may have brought a token.
    deps.log.warn("token_lease_lost", { tokenId: lease.id });
    const row = await tokens.findToken(place);
    const isNewer = row !== null && row.version > lease.version;
    return (isNewer && planToken(row, false, at).act === "use" ? handOut(row) : null) ?? failure;
  } finally {
    clearInterval(renewal);
  }
}
