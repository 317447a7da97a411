import "server-only";

const ODD = /[%\\]|\/\/|\/\./;

/** Whether a path leads to `/api/v1` once its dots, doubled slashes and escapes are taken away, and is not written so. */
export function isFoldedApiPath(path: string): boolean {
  if (!ODD.test(path)) return false;
  let plain = path;
  // Twice is enough: nothing behind the door decodes more than once.
  for (let times = 0; times < 2; times += 1) {
    try {
      plain = decodeURIComponent(plain);
    } catch {
      break;
    }
  }
  const single = plain.replace(/[/\\]+/g, "/");
  if (!URL.canParse(single, "http://portal")) return false;
  return /^\/api\/v1(\/|$)/i.test(new URL(single, "http://portal").pathname);
}
