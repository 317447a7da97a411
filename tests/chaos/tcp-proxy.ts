import net from "node:net";
import { freePort } from "@/tests/support/product";

/** A loopback TCP proxy whose connections can be broken and held up: what is between two machines. */
export async function startTcpProxy(targetPort: number) {
  const pairs = new Set<[net.Socket, net.Socket]>();
  let isHeld = false;
  const server = net.createServer((near) => {
    const far = net.connect(targetPort, "127.0.0.1");
    const pair: [net.Socket, net.Socket] = [near, far];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", end);
    }
    near.pipe(far);
    far.pipe(near);
    if (isHeld) for (const socket of pair) socket.pause();
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port,
    /** Breaks every connection in the middle of whatever it does. */
    cut(): void {
      for (const [near, far] of [...pairs]) {
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
    },
    /** Bytes wait, connections stay: a network that lost its way. */
    hold(): void {
      isHeld = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    release(): void {
      isHeld = false;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    async close(): Promise<void> {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
export type TcpProxy = Awaited<ReturnType<typeof startTcpProxy>>;
