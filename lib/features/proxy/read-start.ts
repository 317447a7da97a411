import type { ByteStream } from "@/lib/wecom/forward";

/** The beginning of a stream: all of it when it is short, else a stream that still begins with what was read. */
export type Start =
  | { isWhole: true; bytes: Uint8Array }
  | { isWhole: false; first: Uint8Array; stream: ByteStream };

/** Reads until the end or until more than `limit` bytes have come, whichever is first. */
export async function readStart(body: ByteStream, limit: number): Promise<Start> {
  const iterator = body[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size <= limit) {
    const next = await iterator.next();
    if (next.done) return { isWhole: true, bytes: Buffer.concat(chunks) };
    chunks.push(next.value);
    size += next.value.length;
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      // Whoever stops reading in the middle ends the source as well.
      await iterator.return?.();
    }
  }
  return { isWhole: false, first: Buffer.concat(chunks), stream: rest() };
}

/** Passes a stream on, counts it, and fails past `limit` bytes (threats B4, B5). `onEnd` is called once, however it ends. */
export async function* capped(
  body: ByteStream,
  limit: number,
  onEnd: (end: { bytes: number; isOver: boolean; isWhole: boolean }) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let isWhole = false;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > limit) throw new Error("over the limit");
      yield chunk;
    }
    isWhole = true;
  } finally {
    onEnd({ bytes, isOver: bytes > limit, isWhole });
  }
}
