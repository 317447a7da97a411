/** What of an answer is kept for the log. */
const MAX_KEPT = 1_024;
/** What of it is looked at: a little more, for hiding makes it shorter, and so little that no pattern takes long. */
const MAX_READ = 1_536;

const HIDDEN = "[secret]";
/** A receiver may echo what it was sent, or its own configuration: values behind such names are not kept. */
const NAMED =
  /(["']?(?:[\w-]{0,40}(?:secret|token|password|passwd|authorization|api[_-]?key|cookie|ticket|permanent_?code|auth_?code))["']?\s{0,8}[:=]\s{0,8})("[^"]*"?|'[^']*'?|(?:Bearer\s+)?[^\s,;&}"'<>]+)/gi;
const KNOWN_FORMS = /\b(?:whsec_[A-Za-z0-9+/=]+|wpk_[\x21-\x7e]+|eyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

/** A receiver's answer, cut, with secrets taken out, as text for the log. Null for an empty one. */
export function cleanResponse(body: string): string | null {
  const text = body
    .slice(0, MAX_READ)
    .replace(CONTROLS, "�")
    .replace(NAMED, `$1${HIDDEN}`)
    .replace(KNOWN_FORMS, HIDDEN)
    .trim();
  if (text === "") return null;
  return text.length > MAX_KEPT || body.length > MAX_READ ? `${text.slice(0, MAX_KEPT)}…` : text;
}
