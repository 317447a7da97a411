import { ApiError } from "./errors";
import type { Code, CodeAbout, CodeKind } from "./state";
import type { World } from "./world";

/** Lifetimes in seconds. Source: protocol.md 1.3 and rule 5. */
const LIFETIME: Record<CodeKind, number> = {
  pre_auth: 1200,
  install: 600,
  login: 300,
  oauth: 300,
  jscode: 300,
  user_ticket: 7200,
  register: 600,
  login_ticket: 600,
  card_response: 86_400,
};

export interface NewCode {
  kind: CodeKind;
  suiteId: string | null;
  corpid: string | null;
  about?: CodeAbout;
}

export function issueCode(world: World, { kind, suiteId, corpid, about }: NewCode): Code {
  const now = world.clock.now();
  const code: Code = {
    value: world.random.text(kind === "oauth" ? 43 : 96),
    kind,
    suiteId,
    corpid,
    issuedAt: now,
    expiresAt: now + LIFETIME[kind] * 1000,
    usedAt: null,
    about: about ?? {},
  };
  world.state.codes[code.value] = code;
  return code;
}

export function codeSeconds(code: Code): number {
  return Math.round((code.expiresAt - code.issuedAt) / 1000);
}

/** A live code of that kind, or null with the reason. Does not use it up. */
export function findCode(world: World, value: string, kind: CodeKind): Code | "unknown" | "used" | "expired" {
  const code = world.state.codes[value];
  if (code === undefined || code.kind !== kind) return "unknown";
  if (code.usedAt !== null) return "used";
  return code.expiresAt <= world.clock.now() ? "expired" : code;
}

/**
 * Uses a code up: once, in time, only of this kind (rule 5). A code of another kind or another suite is
 * left alone, since what the platform does with it is unconfirmed (protocol.md 10).
 */
export function consumeCode(
  world: World,
  value: string,
  kind: CodeKind,
  suiteId: string | null,
  errcode: number,
): Code {
  const code = findCode(world, value, kind);
  if (typeof code === "string") throw new ApiError(errcode);
  if (suiteId !== null && code.suiteId !== suiteId) throw new ApiError(errcode);
  code.usedAt = world.clock.now();
  return code;
}
