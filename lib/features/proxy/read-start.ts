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
  const held = [...chunks];
  const stream = byHand(
    async () => {
      const first = held.shift();
      return first ? { done: false, value: first } : await iterator.next();
    },
    // Whoever stops reading in the middle ends the source as well.
    async () => void (await iterator.return?.()),
  );
  return { isWhole: false, first: Buffer.concat(chunks), stream };
}

/**
 * A stream whose `end` runs once, however it ends. Not a generator: one that is dropped before anybody has begun to read
 * it skips its own `finally`.
 */
function byHand(
  next: () => Promise<IteratorResult<Uint8Array>>,
  end: (isWhole: boolean) => Promise<void> | void,
): ByteStream {
  let isEnded = false;
  const endOnce = async (isWhole: boolean) => {
    if (isEnded) return;
    isEnded = true;
    await end(isWhole);
  };
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        const step = isEnded ? { done: true as const, value: undefined } : await next();
        if (step.done) await endOnce(true);
        return step;
      } catch (error) {
        await endOnce(false);
        throw error;
      }
    },
    async return() {
      await endOnce(false);
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** Passes a stream on, counts it, and fails past `limit` bytes (threats B4, B5). `onEnd` is called once, however it ends. */
export function capped(
  body: ByteStream,
  limit: number,
  onEnd: (end: { bytes: number; isOver: boolean; isWhole: boolean }) => void,
): ByteStream {
  const source = body[Symbol.asyncIterator]();
  let bytes = 0;
  return byHand(
    async () => {
      const step = await source.next();
      if (!step.done) bytes += step.value.length;
      if (bytes > limit) throw new Error("over the limit");
      return step;
    },
    async (isWhole) => {
      try {
        await source.return?.();
      } finally {
        onEnd({ bytes, isOver: bytes > limit, isWhole });
      }
    },
  );
}
