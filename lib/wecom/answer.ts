/**
 * Why a call to WeCom brought no value.
 *
 * - `refused`: WeCom answered with an errcode other than 0. `hint` is the digit string its support asks for.
 * - `unreachable`: no whole answer came. `wasSent` false means that the request surely never left;
 *   true means that WeCom may have acted on it (threat C2).
 * - `malformed`: an answer came that is not the JSON it should be (an HTML error page, a redirect, a missing field).
 */
export type WecomError =
  | { kind: "refused"; api: string; errcode: number; hint: string | null }
  | { kind: "unreachable"; api: string; wasSent: boolean }
  | { kind: "malformed"; api: string };

export type WecomAnswer<T> = { ok: true; value: T } | { ok: false; error: WecomError };

/** The errcode of an error, null when WeCom gave none. */
export function errcodeOf(error: WecomError): number | null {
  return error.kind === "refused" ? error.errcode : null;
}
