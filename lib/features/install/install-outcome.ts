import type { ErrorCode } from "@/lib/core/errors";

/** How an install stands. `reference` is the short id to quote; `errcode` WeCom's, when it refused. */
export type InstallOutcome =
  | { kind: "done"; authorizationId: string; corpName: string; corpId: string; reference: string }
  | { kind: "pending"; reference: string }
  | { kind: "failed"; code: ErrorCode; reference: string; errcode: number | null };
