/** No control characters, no spaces, nothing outside ASCII: real paths of ours are percent-encoded. */
const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;
// Any origin serves: only whether the parsed address stays on it matters.
const BASE = "http://portal.invalid";

/**
 * The path to go to after a switch or a sign-in, or `fallback` when `text` could lead to another site (threat D3).
 *
 * `new URL` maps `//evil`, `/\evil` and tabs inside a scheme to other hosts, so the text is judged before
 * parsing (shape) and after it (same origin). With `below`, only that path or paths under it pass.
 */
export function safeNext(text: string | null | undefined, fallback: string, below = "/"): string {
  if (!text || text.length > 512) return fallback;
  if (!text.startsWith("/") || text.startsWith("//") || text.includes("\\")) return fallback;
  if (!PRINTABLE_ASCII.test(text)) return fallback;
  let url: URL;
  try {
    url = new URL(text, BASE);
  } catch {
    return fallback;
  }
  if (url.origin !== BASE || url.username || url.password) return fallback;
  // Dot segments may produce `//` only after parsing.
  if (url.pathname.startsWith("//")) return fallback;
  const root = below.endsWith("/") ? below : `${below}/`;
  if (url.pathname !== below && !url.pathname.startsWith(root)) return fallback;
  return `${url.pathname}${url.search}${url.hash}`;
}
