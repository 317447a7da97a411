import "server-only";
import type { Secret } from "@/lib/core/secret";

export type ExchangeState = "pending" | "done" | "failed" | "unknown_outcome";
export type ExchangeSource = "redirect" | "create_auth" | "reset_permanent_code";

/** One auth_code on its way to a permanent code (threat C1). */
export type AuthExchange = {
  id: string;
  suiteRowId: string;
  source: ExchangeSource;
  state: ExchangeState;
  installStateId: string | null;
  authorizationId: string | null;
  reference: string;
  platformTime: Date | null;
  expiresAt: Date;
  /** Set while WeCom may have consumed the code without our knowing the answer (threat C2). */
  sentAt: Date | null;
  attempts: number;
  errcode: number | null;
  errorCode: string | null;
  createdAt: Date;
  finishedAt: Date | null;
};

/** An exchange in hand. */
export type LeasedExchange = AuthExchange & {
  leaseToken: string;
  code: Secret | null;
  /** What WeCom answered, when an earlier holder got that far. */
  answer: Secret | null;
};

export type ExchangeRow = {
  id: string;
  suite_row_id: string;
  code_sealed: Buffer | null;
  source: ExchangeSource;
  state: ExchangeState;
  install_state_id: string | null;
  authorization_id: string | null;
  reference: string;
  platform_time: Date | null;
  expires_at: Date;
  sent_at: Date | null;
  attempts: number;
  errcode: number | null;
  error_code: string | null;
  answer_sealed: Buffer | null;
  created_at: Date;
  finished_at: Date | null;
};

export function readExchange(row: ExchangeRow): AuthExchange {
  return {
    id: row.id,
    suiteRowId: row.suite_row_id,
    source: row.source,
    state: row.state,
    installStateId: row.install_state_id,
    authorizationId: row.authorization_id,
    reference: row.reference,
    platformTime: row.platform_time,
    expiresAt: row.expires_at,
    sentAt: row.sent_at,
    attempts: row.attempts,
    errcode: row.errcode,
    errorCode: row.error_code,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
