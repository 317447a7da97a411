declare const brand: unique symbol;
type Branded<T extends string> = string & { readonly [brand]: T };

/** Key of a suite in our addresses: it exists before WeCom gives a suite_id. `[a-z0-9][a-z0-9-]{0,31}`. */
export type SuiteKey = Branded<"SuiteKey">;
/** WeCom's suite_id: `ww…`, `wx…`, `tj…` (legacy) or `dk…` (customised-app template). */
export type SuiteId = Branded<"SuiteId">;
/** A corp id as WeCom writes it, plain (`ww…`) or encrypted (`wp…`). */
export type CorpId = Branded<"CorpId">;

const SUITE_KEY = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** The suite key in `text`, or null when it has another form. */
export function parseSuiteKey(text: string): SuiteKey | null {
  return SUITE_KEY.test(text) ? (text as SuiteKey) : null;
}

/** Whether a corp id is the encrypted form (open_corpid, `wp…` and longer than a plain one). */
export function isOpenCorpId(corpId: string): boolean {
  return corpId.startsWith("wp") && corpId.length > 20;
}

/** A UUIDv7: sorts by time. `now` in milliseconds; `random` gives at least 10 bytes. */
export function uuidV7(now: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  bytes.set(random.subarray(0, 10), 6);
  let rest = now;
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A short id a person can read out over the telephone: eight characters, no look-alikes. Needs 8 random bytes. */
export function shortReference(random: Uint8Array): string {
  let text = "";
  for (let i = 0; i < 8; i += 1) text += REFERENCE_ALPHABET[(random[i] ?? 0) % REFERENCE_ALPHABET.length];
  return text;
}
