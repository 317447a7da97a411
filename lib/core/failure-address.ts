import type { ErrorCode } from "@/lib/core/errors";
import { parseErrorCode } from "@/lib/core/texts";

const REFERENCE = /^[0-9A-Z]{4,16}$/;
const ERRCODE = /^-?\d{1,8}$/;

export type Query = Record<string, string | string[] | undefined>;

/** What the address of a failure page says; anyone can write one, so only known shapes are believed. */
export function readFailure(query: Query): {
  code: ErrorCode;
  reference: string | null;
  errcode: number | null;
} {
  const one = (name: string) => (typeof query[name] === "string" ? query[name] : "");
  return {
    code: parseErrorCode(one("code")) ?? "internal",
    reference: readReference(query),
    errcode: ERRCODE.test(one("errcode")) ? Number(one("errcode")) : null,
  };
}

/** The `ref` of an address, when it has the shape of one. */
export function readReference(query: Query): string | null {
  const { ref } = query;
  return typeof ref === "string" && REFERENCE.test(ref) ? ref : null;
}

/** The query that `readFailure` reads. */
export function failureQuery(code: ErrorCode, reference: string, errcode: number | null): string {
  return new URLSearchParams({
    code,
    ref: reference,
    ...(errcode === null ? {} : { errcode: String(errcode) }),
  }).toString();
}
