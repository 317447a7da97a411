/** One part of a form, its bytes untouched. */
export interface Part {
  name: string;
  filename: string | null;
  contentType: string;
  bytes: Buffer;
}

const HEAD_END = "\r\n\r\n";

/**
 * Reads multipart/form-data as the clients write it, not only as the standard does: names without quotes,
 * quoted boundaries, blank lines in front, any headers beside the two that matter.
 */
export function readMultipart(body: Buffer, contentType: string): Part[] {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = Buffer.from(`--${boundary?.[1] ?? boundary?.[2] ?? ""}`);
  if (mark.length === 2) return [];
  const parts: Part[] = [];
  let at = body.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length;
    const next = body.indexOf(mark, start);
    if (next < 0) break;
    const part = readPart(body.subarray(start, next));
    if (part !== null) parts.push(part);
    at = next;
  }
  return parts;
}

function readPart(piece: Buffer): Part | null {
  const end = piece.indexOf(HEAD_END);
  if (end < 0) return null;
  const head = piece.subarray(0, end).toString();
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? "";
  const name = parameter(disposition, "name");
  if (name === null) return null;
  const content = piece.subarray(end + HEAD_END.length);
  const isClosed = content.subarray(-2).toString() === "\r\n";
  return {
    name,
    filename: extended(disposition) ?? parameter(disposition, "filename"),
    contentType: /^content-type:\s*(\S.*)$/im.exec(head)?.[1]?.trim() ?? "application/octet-stream",
    bytes: isClosed ? content.subarray(0, -2) : content,
  };
}

function parameter(disposition: string, name: string): string | null {
  const found = new RegExp(`(?:^|[;\\s])${name}=(?:"([^"]*)"|([^;\\s]+))`, "i").exec(disposition);
  return found?.[1] ?? found?.[2] ?? null;
}

/** `filename*=UTF-8''…`, which wins over the plain one. */
function extended(disposition: string): string | null {
  const found = /filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return null;
  }
}
