import net from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Door } from "@/lib/runtime/door";
import { STANDARD_LIMITS } from "@/lib/runtime/door-limits";
import { TIMED } from "@/tests/support/timed";
import { type CallbackWorld, createCallbackWorld, KEYS, post, SUITE_IDS } from "./callback-kit";
import { openDoor, sendTo } from "./door-kit";

const LIMITS = { headersMs: 700, bodyMs: 700, uploadMs: 2_500, checkEveryMs: 100 };

let world: CallbackWorld;
let door: Door;
let port: number;
beforeAll(async () => {
  world = await createCallbackWorld();
  ({ door, port } = await openDoor(
    world,
    (request, response) => {
      request.resume();
      request.on("end", () => response.end("next"));
    },
    { flushMs: 50 },
    LIMITS,
  ));
});
afterAll(async () => {
  await door?.close(1_000);
  await world?.close();
});

const ticket = (n: number) =>
  post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, {
    SuiteId: SUITE_IDS.crm,
    InfoType: "suite_ticket",
    TimeStamp: world.seconds(),
    SuiteTicket: `t${n}`,
  });

/** A client that sends `begin` and then one byte at a time, for as long as it is let. */
function slow(
  begin: string,
  everyMs: number,
): { ended: Promise<{ ms: number; answer: string }>; stop(): void } {
  const began = performance.now();
  const socket = net.connect(port, "127.0.0.1", () => socket.write(begin));
  const timer = setInterval(() => socket.write("x"), everyMs);
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  socket.on("error", () => {});
  const ended = new Promise<{ ms: number; answer: string }>((resolve) => {
    socket.on("close", () => {
      clearInterval(timer);
      resolve({ ms: performance.now() - began, answer });
    });
  });
  return { ended, stop: () => socket.destroy() };
}

describe("slow clients", () => {
  test("B6: the limits in real use are 10 s for headers, 15 s for bodies, looked at every 2 s", () => {
    expect(STANDARD_LIMITS).toMatchObject({ headersMs: 10_000, bodyMs: 15_000, checkEveryMs: 2_000 });
  });

  test("B6: headers that come one byte at a time are cut", TIMED, async () => {
    const { ms, answer } = await slow("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", 50).ended;
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(ms).toBeLessThan(3_000);
  });

  test.each(["/wecom/crm/command", "/console", "/api/v1/endpoints"])(
    "B6: a body for %s that comes one byte at a time is cut",
    TIMED,
    async (path) => {
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n`;
      const { ms, answer } = await slow(head, 50).ended;
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(ms).toBeLessThan(2_400);
    },
  );

  test("B6, F13: an upload through the proxy may take longer than an event, and is cut at its own limit", async () => {
    const head =
      "POST /api/v1/suites/crm/corps/ww1/proxy/cgi-bin/media/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";
    const { ms, answer } = await slow(head, 50).ended;
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(ms).toBeGreaterThan(2_000);
  });

  test("B6, R1: three hundred slow clients do not slow down callbacks", TIMED, async () => {
    const head = "POST /wecom/crm/command HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n";
    const all = Array.from({ length: 300 }, (_, n) => slow(n % 2 ? head : "GET / HTTP/1.1\r\nX: ", 100));
    try {
      const times: number[] = [];
      for (let n = 0; n < 60; n += 1) {
        const began = performance.now();
        expect((await sendTo(port, ticket(n))).body).toBe("success");
        times.push(performance.now() - began);
      }
      times.sort((a, b) => a - b);
      // Clients, door and database share this machine with other tests; WeCom's own limit is 5 s.
      expect(times[30]).toBeLessThan(150);
      expect(times[56]).toBeLessThan(1_000);
    } finally {
      for (const one of all) one.stop();
    }
  });
});

/** Sends bytes as they are and answers everything that comes back until the connection ends. */
function raw(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(bytes));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });
}

describe("malformed and packed requests", () => {
  test.each([
    [
      "a length beside chunks",
      "POST /wecom/crm/command HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    [
      "two lengths",
      "POST /wecom/crm/command HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    ],
    [
      "a length that is no number",
      "POST /wecom/crm/command HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\nhello",
    ],
    ["a header line that goes on", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c: d\r\n\r\n"],
    ["a space before the colon", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nhello"],
    ["a bare line feed in a header", "GET / HTTP/1.1\r\nHost: x\r\nA: b\nTransfer-Encoding: chunked\r\n\r\n"],
    [
      "a chunk size that is no number",
      "POST /wecom/crm/command HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    [
      "an unknown transfer coding",
      "POST /wecom/crm/command HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity, chunked, x\r\n\r\n",
    ],
    ["another protocol", "\u0016\u0003\u0001\u0002\u0000\u0001"],
  ])("B9: %s is refused by the parser and the connection ends", async (_what, text) => {
    const answer = await raw(Buffer.from(text, "latin1"));
    expect(answer).toMatch(/^HTTP\/1\.1 (400|501) /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test("B9: more than 16 KiB of headers are refused, in one line or in many", async () => {
    const many = Array.from({ length: 400 }, (_, n) => `X-${n}: ${"y".repeat(60)}\r\n`).join("");
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\n${many}\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await raw(`GET /?${"y".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test("D3: a target that names another host is refused before anybody could redirect to it", async () => {
    for (const target of [
      "http://evil.example/console",
      "//evil.example/x",
      "/\\\\evil.example",
      "*",
      "evil.example:443",
    ])
      expect([target, await raw(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`)]).toEqual([
        target,
        expect.stringMatching(/^HTTP\/1\.1 400 /),
      ]);
  });

  test("B5: a packed callback is refused without unpacking: ten megabytes of nothing in ten kilobytes", async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(20_000);
    for (const encoding of ["gzip", "deflate", "br", "identity, gzip"]) {
      const { path, query } = ticket(1);
      const reply = await sendTo(port, {
        path,
        query,
        method: "POST",
        body: bomb,
        headers: { "content-encoding": encoding },
      });
      expect([encoding, reply.status, reply.body]).toEqual([encoding, 403, ""]);
    }
  });
});
