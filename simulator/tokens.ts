import type { Token, TokenFamily } from "./state";
import type { World } from "./world";

/** All token families live 7200 s (protocol.md 1.3); contact_sync 1800 s (3.4). */
const TOKEN_SECONDS = 7200;

/** Names one thing that can hold one token at a time. */
export function tokenKey(family: TokenFamily, ...ids: readonly string[]): string {
  return [family, ...ids].join(" ");
}

export interface TokenOwner {
  family: TokenFamily;
  key: string;
  suiteId: string | null;
  corpid: string | null;
}

/** The same token while it is valid, a new one after (protocol.md 1.3 rule 1). */
export function issueToken(world: World, owner: TokenOwner, ip: string, seconds = TOKEN_SECONDS): Token {
  const now = world.clock.now();
  const current = world.state.tokens[world.state.currentTokens[owner.key] ?? ""];
  if (current !== undefined && current.killedAt === null && current.expiresAt > now) return current;
  const token: Token = {
    ...owner,
    value: world.random.text(owner.family.startsWith("jsapi") ? 86 : 214),
    issuedAt: now,
    expiresAt: now + seconds * 1000,
    killedAt: null,
    ip,
  };
  world.state.tokens[token.value] = token;
  world.state.currentTokens[owner.key] = token.value;
  return token;
}

/** Seconds a fetch reports: what is left, or always the whole life (switch; unconfirmed in 4.14). */
export function expiresIn(world: World, token: Token): number {
  if (!world.state.switches.remainingExpiresIn) return Math.round((token.expiresAt - token.issuedAt) / 1000);
  return Math.max(1, Math.ceil((token.expiresAt - world.clock.now()) / 1000));
}

export type TokenCheck = { ok: true; token: Token } | { ok: false; why: "unknown" | "expired" };

/** A token of another family is as unknown as an invented one (rule 4). */
export function checkToken(world: World, value: string, family: TokenFamily): TokenCheck {
  const token = world.state.tokens[value];
  if (token === undefined || token.family !== family || token.killedAt !== null)
    return { ok: false, why: "unknown" };
  if (token.expiresAt <= world.clock.now()) return { ok: false, why: "expired" };
  return { ok: true, token };
}

export interface TokenFilter {
  family?: string | undefined;
  suiteId?: string | undefined;
  corpid?: string | undefined;
  value?: string | undefined;
}

/** "Kill now": withdrawn early; the next use answers 40014 or 40082. Returns how many died. */
export function killTokens(world: World, filter: TokenFilter): number {
  let killed = 0;
  for (const token of Object.values(world.state.tokens)) {
    if (token.killedAt !== null) continue;
    if (filter.value !== undefined && token.value !== filter.value) continue;
    if (filter.family !== undefined && token.family !== filter.family) continue;
    if (filter.suiteId !== undefined && token.suiteId !== filter.suiteId) continue;
    if (filter.corpid !== undefined && token.corpid !== filter.corpid) continue;
    token.killedAt = world.clock.now();
    killed += 1;
  }
  return killed;
}

/** Drops what has been dead for a day, so that a long run does not grow without end. */
export function forgetOldTokens(world: World): void {
  const before = world.clock.now() - 86_400_000;
  for (const token of Object.values(world.state.tokens)) {
    if (token.expiresAt < before) delete world.state.tokens[token.value];
  }
  for (const code of Object.values(world.state.codes)) {
    if (code.expiresAt < before) delete world.state.codes[code.value];
  }
  for (const media of Object.values(world.state.media)) {
    if (media.createdAt < before - 3 * 86_400_000) delete world.state.media[media.mediaId];
  }
}
