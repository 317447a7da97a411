import type http from "node:http";
import net from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Door } from "@/lib/runtime/door";
import { TIMED } from "@/tests/support/timed";
import { describeCallbacks } from "./callback-battery";
import {
  type CallbackWorld,
  createCallbackWorld,
  KEYS,
  type Mount,
  post,
  SUITE_IDS,
  untilTaken,
} from "./callback-kit";
import { type Facts, openDoor, sendTo } from "./door-kit";

describeCallbacks("callbacks through the door", async (world): Promise<Mount> => {
  const { door, port, requests } = await openDoor(world);
  return {
    send: (request) => sendTo(port, request),
    flush: () => requests.flush(true),
    async close() {
      await door.close(1_000);
      await requests.stop();
    },
  };
});

describe("the door", () => {
  let world: CallbackWorld;
  let door: Door;
  let port: number;
  let facts: Facts[];
  const seen: http.IncomingHttpHeaders[] = [];
  beforeAll(async () => {
    world = await createCallbackWorld();
    ({ door, port, facts } = await openDoor(world, (request, response) => {
      seen.push(request.headers);
      response.end(`next ${request.url}`);
    }));
  });
  afterAll(async () => {
    await door?.close(1_000);
    await world?.close();
  });
  const ticket = (n: number) => ({
    SuiteId: SUITE_IDS.crm,
    InfoType: "suite_ticket",
    TimeStamp: world.seconds(),
    SuiteTicket: `t${n}`,
  });
  const raw = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => socket.write(text));
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk;
      });
      socket.on("error", () => resolve(answer));
      socket.on("close", () => resolve(answer));
    });

  test("everything that is no callback goes to Next, sign-in on the settings URL too", async () => {
    for (const path of [
      "/",
      "/console",
      "/wecom/crm/settings?auth_code=x",
      "/wecom/crm/unknown",
      "/wecomx/a/command",
    ]) {
      const [bare = "", query = ""] = path.split("?");
      expect((await sendTo(port, { path: bare, query, method: "GET" })).body).toBe(`next ${path}`);
    }
  });

  test("D3, E6: Next sees our own host and none of the headers that are for its inside", async () => {
    await sendTo(port, {
      path: "/console",
      query: "",
      method: "GET",
      headers: {
        host: "evil.example",
        "x-forwarded-host": "evil.example",
        "x-middleware-subrequest": "middleware",
        "x-nextjs-data": "1",
        "x-invoke-path": "/secret",
        "x-forwarded-for": "6.6.6.6, 10.1.2.3",
        rsc: "1",
      },
    });
    const headers = seen.at(-1) ?? {};
    expect(headers).toMatchObject({
      host: "portal.example",
      rsc: "1",
      "x-forwarded-for": "10.1.2.3",
      "x-forwarded-proto": "https",
    });
    for (const name of ["x-forwarded-host", "x-middleware-subrequest", "x-nextjs-data", "x-invoke-path"])
      expect(headers[name]).toBeUndefined();
  });

  test("R1: two hundred callbacks at once share few statements and are all stored", async () => {
    const requests = Array.from({ length: 200 }, (_, n) =>
      post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket(n)),
    );
    const replies = await Promise.all(requests.map((request) => untilTaken(() => sendTo(port, request))));
    expect(replies.every((reply) => reply.body === "success")).toBe(true);
    expect(await world.count("inbound_events")).toBe(200);
    const taken = facts.filter((fact) => fact.outcome === "stored" || fact.outcome === "duplicate");
    expect(taken).toHaveLength(200);
  });

  test("H8: counters carry a suite that exists, or none", async () => {
    await sendTo(port, { ...post("/wecom/nobody/command", KEYS.crm, "x", ticket(1)) });
    expect(facts.at(-1)).toMatchObject({ suite: "unknown", outcome: "refused" });
    expect(new Set(facts.map((fact) => fact.suite))).toEqual(new Set(["crm", "unknown"]));
  });

  test(
    "R1, R2: a database that does not answer in time is a 503 with an empty body inside the second",
    TIMED,
    async () => {
      const blocker = await world.sql.connect();
      try {
        await blocker.query("BEGIN; LOCK TABLE inbound_events IN ACCESS EXCLUSIVE MODE");
        const began = performance.now();
        const reply = await sendTo(port, post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket(9_001)));
        expect([reply.status, reply.body]).toEqual([503, ""]);
        expect(performance.now() - began).toBeGreaterThan(700);
        expect(performance.now() - began).toBeLessThan(1_000);
      } finally {
        await blocker.query("ROLLBACK");
        blocker.release();
      }
      // The platform sends again; the late commit and the retry are one event.
      expect(
        (await sendTo(port, post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket(9_001)))).body,
      ).toBe("success");
      expect(await world.count("inbound_events", "type = 'suite_ticket' AND received_at IS NOT NULL")).toBe(
        201,
      );
    },
  );

  test("B4: an endless chunked body is cut at the cap", async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = net.connect(port, "127.0.0.1");
      let text = "";
      let sent = 0;
      const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
      const pump = () => {
        while (!socket.destroyed && sent < 64 * 1024 * 1024) {
          sent += chunk.length;
          if (!socket.write(chunk)) return void socket.once("drain", pump);
        }
      };
      socket.on("data", (data) => {
        text += data;
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(`${sent < 16 * 1024 * 1024 ? "cut" : "endless"} ${text}`));
      socket.write("POST /wecom/crm/command?a=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      pump();
    });
    expect(answer).toMatch(/^cut/);
  });

  test("B4: a length over the cap is refused before the body comes", async () => {
    const answer = await raw(
      "POST /wecom/crm/command HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\nabc",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/connection: close/i);
  });

  test("B8: an upgrade is answered by closing", async () => {
    const answer = await raw(
      "GET /console HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*connection: close/is);
  });

  test("B9: headers over 16 KiB, and a length beside chunks, are refused by the parser", async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"y".repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    const smuggled =
      "POST /wecom/crm/command HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    expect(await raw(smuggled)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("a page that throws is a 500 without a word of why", async () => {
    const broken = await openDoor(world, () => {
      throw new Error("secret detail");
    });
    const reply = await sendTo(broken.port, { path: "/", query: "", method: "GET" });
    await broken.door.close(100);
    expect([reply.status, reply.body]).toEqual([500, ""]);
  });

  test("R20: closing answers what is under way", async () => {
    const other = await openDoor(world);
    const blocker = await world.sql.connect();
    await blocker.query("BEGIN; LOCK TABLE inbound_events IN ACCESS EXCLUSIVE MODE");
    const pending = sendTo(other.port, post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket(5_555)));
    await expect
      .poll(() => world.sql.query("SELECT 1 FROM pg_locks WHERE NOT granted").then((r) => r.rowCount))
      .toBeGreaterThan(0);
    const closed = other.door.close(5_000);
    await blocker.query("ROLLBACK");
    blocker.release();
    expect((await pending).body).toBe("success");
    await closed;
  });
});
