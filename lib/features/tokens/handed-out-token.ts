import type { ErrorCode } from "@/lib/core/errors";
import type { Secret } from "@/lib/core/secret";

/** A token that lives by our clock, nearly always for at least 300 s more. Who hands it on looks (promise R14). */
export type HandedOutToken = { token: Secret; expiresAt: Date };

/** Why there is no token. `errcode` is WeCom's, when it refused. */
export type TokenFailure = { ok: false; code: ErrorCode; errcode: number | null };

export type TokenResult = { ok: true; value: HandedOutToken } | TokenFailure;

/** `refused`: the caller saw WeCom refuse this token. At most one forced fetch a minute follows. */
export type TokenWish = { refused?: Secret | undefined };
