/**
 * Everything that can be said of a request to a callback address besides "fine". Each has one sentence of what is
 * wrong and one of what to change under `console.doctor.causes`; a cause without texts does not compile.
 *
 * - `bad`: it was refused and somebody has to change something.
 * - `warn`: it was answered, or refused rightly, but is worth a look.
 * - `info`: nothing to do.
 */
export const CALLBACK_CAUSES = {
  signature: "bad",
  signature_other_suite: "bad",
  signature_ended_key: "bad",
  echo_damaged: "bad",
  echo_repaired: "warn",
  aes_key: "bad",
  receive_id: "bad",
  inner_suite_id: "bad",
  wrong_channel: "bad",
  unknown_corp: "warn",
  not_an_echo: "bad",
  proof_window: "bad",
  replay: "warn",
  stale: "warn",
  duplicate: "info",
  size: "bad",
  packed: "bad",
  doctype: "bad",
  xml: "bad",
  json: "bad",
  plain_text: "bad",
  empty_body: "bad",
  no_type: "bad",
  method: "warn",
  query_empty: "info",
  query_missing: "bad",
  query_repeated: "bad",
  query_malformed: "bad",
  unknown_suite: "bad",
  provider_address: "bad",
  no_keys: "bad",
  no_provider_id: "bad",
  slow: "bad",
  database: "bad",
  aborted: "warn",
  overflow: "warn",
  unclear: "info",
} as const satisfies Record<string, "bad" | "warn" | "info">;

export type CallbackCause = keyof typeof CALLBACK_CAUSES;

/** The cause in `text`, or null: rows may have been written by a newer version. */
export function parseCallbackCause(text: string | null | undefined): CallbackCause | null {
  return text && Object.hasOwn(CALLBACK_CAUSES, text) ? (text as CallbackCause) : null;
}

/** Whose a receive id is. */
export const RECEIVE_KINDS = [
  "provider",
  "this_suite",
  "other_suite",
  "corp",
  "individual",
  "unknown",
] as const;
export type ReceiveKind = (typeof RECEIVE_KINDS)[number];

/** How a request to a callback address ended. */
export const CALLBACK_OUTCOMES = [
  "stored",
  "duplicate",
  "stale",
  "proven",
  "self_test",
  "refused",
  "busy",
  "too_large",
  "method",
  "aborted",
] as const;
export type CallbackOutcome = (typeof CALLBACK_OUTCOMES)[number];

const GOOD: ReadonlySet<string> = new Set(["stored", "duplicate", "stale", "proven", "self_test"]);

/** Whether a request was turned away or not answered. */
export function isRefusedOutcome(outcome: string): boolean {
  return !GOOD.has(outcome);
}
