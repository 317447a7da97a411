import { createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOutbound } from "@/lib/runtime/outbound";
import { lowPort } from "@/tests/support/install-world";
import { type Receiver, startReceiver } from "@/tests/support/receiver";
import { TIMED } from "@/tests/support/timed";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver?.close());

const json = { "content-type": "application/json" };
const send = (outbound: ReturnType<typeof createOutbound>, url: string, timeoutMs = 5_000) =>
  outbound.post({ url, headers: json, body: "{}", timeoutMs });

/** A raw server that does with each connection what it is told. */
async function startRaw(onSocket: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    onSocket(socket);
  });
  const port = await lowPort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${port}/`,
    open: () => sockets.size,
    close: () => {
      for (const one of sockets) one.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

describe("the one way out", () => {
  test("G1: loopback is out of reach unless the settings open it", async () => {
    const connected: string[] = [];
    const closed = createOutbound({ allowCidrs: [], onConnected: (one) => connected.push(one) });
    for (const host of ["127.0.0.1", "localhost", "127.1", "[::1]", "[::ffff:127.0.0.1]"])
      expect(await send(closed, `https://${host}/`)).toEqual({ kind: "failure", why: "refused_address" });
    const open = createOutbound({ allowCidrs: ["127.0.0.0/8"], onConnected: (one) => connected.push(one) });
    expect(await send(open, `${receiver.url}/a`)).toMatchObject({ kind: "answer", status: 200, body: "ok" });
    expect(await send(open, `http://localhost:${receiver.port}/a`)).toMatchObject({ status: 200 });
    expect(new Set(connected)).toEqual(new Set(["127.0.0.1"]));
    await Promise.all([closed.close(), open.close()]);
  });

  test("R11, G2: a name that answers public, then private, is never followed inwards", async () => {
    const connected: string[] = [];
    let turn = 0;
    const answers = ["203.0.113.1", "10.0.0.5", "169.254.169.254", "127.0.0.2", "::1"];
    const outbound = createOutbound({
      allowCidrs: ["127.0.0.1/32"],
      onConnected: (one) => connected.push(one),
      lookup: (_name, done) => {
        const address = answers[turn % answers.length] ?? "";
        turn += 1;
        done(null, [{ address, family: address.includes(":") ? 6 : 4 }]);
      },
    });
    for (let at = 0; at < 20; at += 1)
      expect(await send(outbound, `http://rebind.example:${receiver.port}/`, 2_000)).toEqual({
        kind: "failure",
        why: "refused_address",
      });
    expect(turn).toBe(20);
    expect(connected).toEqual([]);
    await outbound.close();
  });

  test("R11, G2: the name is resolved for each connection, and the socket goes to an address that was checked", async () => {
    const connected: string[] = [];
    let inner = false;
    const outbound = createOutbound({
      allowCidrs: ["127.0.0.1/32"],
      onConnected: (one) => connected.push(one),
      lookup: (_name, done) => done(null, [{ address: inner ? "10.0.0.1" : "127.0.0.1", family: 4 }]),
    });
    receiver.rule("/close", (_one, response) => response.setHeader("connection", "close").end("ok"));
    expect(await send(outbound, `http://name.example:${receiver.port}/close`)).toMatchObject({ status: 200 });
    inner = true;
    expect(await send(outbound, `http://name.example:${receiver.port}/close`)).toEqual({
      kind: "failure",
      why: "refused_address",
    });
    expect(connected).toEqual(["127.0.0.1"]);
    await outbound.close();
  });

  test("G3: a redirect is an answer, never followed", async () => {
    const outbound = createOutbound({ allowCidrs: ["127.0.0.0/8"] });
    receiver.status("/moved", 302, { location: `${receiver.url}/target` });
    expect(await send(outbound, `${receiver.url}/moved`)).toMatchObject({ kind: "answer", status: 302 });
    expect(receiver.of("/target")).toEqual([]);
    await outbound.close();
  });

  test("G5: an endless answer is read to 16 KiB, then let go; its status counts", async () => {
    let sent = 0;
    const raw = await startRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
      const chunk = Buffer.alloc(64 * 1024, 97);
      const pump = () => {
        while (!socket.destroyed && sent < 1e9) {
          sent += chunk.length;
          if (!socket.write(chunk)) return void socket.once("drain", pump);
        }
      };
      pump();
    });
    const outbound = createOutbound({ allowCidrs: ["127.0.0.0/8"] });
    const answer = await send(outbound, raw.url);
    expect(answer).toMatchObject({ kind: "answer", status: 200 });
    expect(answer.kind === "answer" && answer.body.length).toBe(16 * 1024);
    await expect.poll(() => raw.open()).toBe(0);
    expect(sent).toBeLessThan(50e6);
    await Promise.all([outbound.close(), raw.close()]);
  });

  test(
    "G5: one that hangs, drips, breaks or speaks nonsense ends in time, each with its own word",
    TIMED,
    async () => {
      const outbound = createOutbound({ allowCidrs: ["127.0.0.0/8"] });
      const hang = await startRaw(() => {});
      const drip = await startRaw((socket) => {
        const timer = setInterval(() => socket.write("x"), 50);
        socket.on("close", () => clearInterval(timer));
      });
      const reset = await startRaw((socket) => socket.once("data", () => socket.resetAndDestroy()));
      const nonsense = await startRaw((socket) =>
        socket.once("data", () => socket.end("SSH-2.0-OpenSSH\r\n")),
      );
      const began = Date.now();
      const [a, b, c, d] = await Promise.all(
        [hang, drip, reset, nonsense].map((one) => send(outbound, one.url, 700)),
      );
      expect(Date.now() - began).toBeLessThan(5_000);
      expect(a).toEqual({ kind: "failure", why: "timeout" });
      expect(b?.kind).toBe("failure");
      expect(c).toEqual({ kind: "failure", why: "reset" });
      expect(d?.kind).toBe("failure");
      const port = await lowPort();
      expect(await send(outbound, `http://127.0.0.1:${port}/`)).toEqual({
        kind: "failure",
        why: "refused_connection",
      });
      await Promise.all([outbound.close(), hang.close(), drip.close(), reset.close(), nonsense.close()]);
    },
  );

  test("G5: a packed answer is not unpacked", async () => {
    const outbound = createOutbound({ allowCidrs: ["127.0.0.0/8"] });
    receiver.rule("/gzip", (_one, response) => {
      response.setHeader("content-encoding", "gzip").end(Buffer.from("1f8b0800000000000003", "hex"));
    });
    expect(await send(outbound, `${receiver.url}/gzip`)).toMatchObject({ kind: "answer", status: 200 });
    expect(receiver.of("/gzip")[0]?.headers["accept-encoding"]).toBe("identity");
    await outbound.close();
  });
});
