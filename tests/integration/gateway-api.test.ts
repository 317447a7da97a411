import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addKey, openApi } from "@/tests/support/api-world";
import { createGatewayWorld, type GatewayWorld } from "@/tests/support/gateway-world";
import { until } from "@/tests/support/install-world";

let world: GatewayWorld;
let api: Awaited<ReturnType<typeof openApi>>;
let key: string;
let reader: string;
let corpId: string;

beforeAll(async () => {
  world = await createGatewayWorld();
  world.work();
  world.send();
  await world.install();
  const { rows } = await world.sql.query("SELECT coalesce(plain_corp_id, open_corp_id) AS id FROM corps");
  corpId = rows[0].id;
  api = await openApi(world.deps);
  ({ key } = await addKey(world.deps, { scopes: ["endpoints:write"] }));
  ({ key: reader } = await addKey(world.deps, { scopes: ["events:read"] }));
});
afterAll(async () => {
  await api?.close();
  await world?.close();
});

const ask: typeof api.ask = (method, path, asked = {}) => api.ask(method, path, { key, ...asked });
const contacts = (user: string) =>
  world.push("change_contact", { ChangeType: "create_user", UserID: user }, "command");

describe("endpoints by API", () => {
  test("an endpoint is made, gets its events, is changed, paused, rotated and deleted", async () => {
    const made = await ask("POST", "/endpoints", {
      body: { name: "life", suite: "crm", url: `${world.receiver.url}/life`, events: ["wecom.change_*"] },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ state: "enabled", payload: "thin", verified_at: expect.any(String) });
    expect(made.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const path = `/endpoints/${made.body.id}`;

    await contacts("first");
    await until(async () => world.receiver.of("/life").length === 1);
    const message = world.receiver.of("/life")[0];
    expect(message && world.receiver.verifies(message, made.body.secret)).toBe(true);

    const log = await until(async () => {
      const { body } = await ask("GET", `${path}/deliveries?state=delivered`, { key: reader });
      return body.data.length === 1 && body;
    });
    expect(log.data[0]).toMatchObject({ type: "wecom.change_contact", last_status: 200, attempts: 1 });
    const one = await ask("GET", `${path}/deliveries/${log.data[0].id}`);
    expect(one.body.history).toEqual([
      expect.objectContaining({ cause: "schedule", status: 200, response: "ok" }),
    ]);

    expect((await ask("PATCH", path, { body: { state: "paused" } })).body).toMatchObject({
      state: "paused",
      state_reason: "by_staff",
    });
    await contacts("second");
    await until(async () => (await world.ledger()).pending === 1);
    expect(world.receiver.of("/life")).toHaveLength(1);
    await ask("PATCH", path, { body: { state: "enabled", payload: "full" } });
    await until(async () => world.receiver.of("/life").length === 2);
    expect(world.receiver.of("/life")[1]?.body.data.authorization).toMatchObject({ status: "active" });

    const rotated = await ask("POST", `${path}/rotate`, { body: { overlap_hours: 1 } });
    expect(rotated.body.secret).not.toBe(made.body.secret);
    const tested = await ask("POST", `${path}/test`);
    expect(tested.status).toBe(202);
    await until(async () => world.receiver.of("/life").some((each) => each.id === tested.body.event_id));
    const last = world.receiver.of("/life").at(-1);
    for (const secret of [made.body.secret, rotated.body.secret])
      expect(last && world.receiver.verifies(last, secret)).toBe(true);

    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("GET", path)).status).toBe(404);
    expect((await ask("GET", "/endpoints")).body.data).toEqual([]);
    expect((await world.ledger()).imbalance).toBe(0);
  });

  test("G1, G4: an address that leads inwards or carries credentials is refused when it is saved", async () => {
    for (const url of [
      "https://10.0.0.1/hook",
      "https://user:pass@example.com/",
      "https://example.com/#x",
      "ftp://example.com/",
      "http://169.254.169.254/latest",
    ]) {
      const told = await ask("POST", "/endpoints", { body: { name: url, suite: "crm", url } });
      expect([url, told.status, told.body.code]).toEqual([url, 400, "endpoint.url_refused"]);
    }
  });

  test("F4: another suite's key sees no endpoint, no delivery and no event, word for word as if there were none", async () => {
    const made = await ask("POST", "/endpoints", {
      body: { name: "mine", suite: "crm", url: `${world.receiver.url}/mine` },
    });
    const other = await addKey(world.deps, { scopes: ["endpoints:write"], suites: ["other"] });
    const paths = ["", "/deliveries"].map((end) => `/endpoints/${made.body.id}${end}`);
    for (const path of paths) expect((await ask("GET", path, { key: other.key })).status).toBe(404);
    expect((await ask("GET", "/endpoints", { key: other.key })).body.data).toEqual([]);
    expect((await ask("GET", "/events", { key: other.key })).body.data).toEqual([]);
    const held = await addKey(world.deps, { scopes: ["endpoints:write"], corps: ["wwsomebodyelse1"] });
    expect((await ask("GET", "/events", { key: held.key })).body.data).toEqual([]);
    // Held to a corp, it may not make an endpoint for all of them.
    const wide = await ask("POST", "/endpoints", {
      key: held.key,
      body: { name: "wide", suite: "crm", url: `${world.receiver.url}/wide` },
    });
    expect(wide.status).toBe(404);
    await ask("DELETE", `/endpoints/${made.body.id}`);
  });

  test("F4: a key held to some enterprises does not take the suite's one place that answers messages", async () => {
    const held = await addKey(world.deps, { scopes: ["endpoints:write"], corps: [corpId] });
    const body = { suite: "crm", url: `${world.receiver.url}/held`, corps: [corpId] };
    const refused = { status: 403, body: { code: "endpoint.answers_held" } };
    const made = await ask("POST", "/endpoints", {
      key: held.key,
      body: { ...body, name: "held answers", answers: true },
    });
    expect(made).toMatchObject(refused);
    const quiet = await ask("POST", "/endpoints", { key: held.key, body: { ...body, name: "held" } });
    expect(quiet.status).toBe(201);
    const path = `/endpoints/${quiet.body.id}`;
    expect(await ask("PATCH", path, { key: held.key, body: { answers: true } })).toMatchObject(refused);
    expect((await ask("GET", path)).body.answers).toBe(false);
    // Once a key for all of them has set it, the rest of its settings is still the held key's to change.
    expect((await ask("PATCH", path, { body: { answers: true } })).status).toBe(200);
    const renamed = await ask("PATCH", path, {
      key: held.key,
      body: { description: "ours", answers: true },
    });
    expect([renamed.status, renamed.body.description]).toEqual([200, "ours"]);
    await ask("DELETE", path);
  });
});

describe("received events by API", () => {
  test("they are listed decrypted, by suite, corp, type and time, without tickets and codes", async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const all = await ask("GET", `/events?suite=crm&since=${since}`, { key: reader });
    expect(all.status).toBe(200);
    expect(all.body.data.map((one: { type: string }) => one.type)).toContain("create_auth");
    expect(all.text).toContain('"AuthCode":"[secret]"');
    const some = await ask("GET", `/events?corp=${corpId}&type=change_contact`, { key: reader });
    expect(some.body.data.length).toBeGreaterThan(0);
    expect(some.body.data[0]).toMatchObject({
      suite: "crm",
      published_as: "wecom.change_contact",
      fields: { ChangeType: "create_user" },
    });
    expect((await ask("GET", "/events?since=2090-01-01", { key: reader })).body.data).toEqual([]);
  });

  test("R12: an event is delivered again under its id, also to an endpoint made since; the ledger stays exact", async () => {
    const { body } = await ask("GET", "/events?type=wecom.change_contact&limit=1", { key: reader });
    const id = body.data[0].id;
    await world.endpoint("/later", ["wecom.*"]);
    const told = await ask("POST", `/events/${id}/replay`, { key: reader, body: {} });
    expect(told.status).toBe(202);
    expect(told.body.queued).toBe(1);
    await until(async () => world.receiver.of("/later").some((one) => one.id === id));
    await until(async () => (await world.ledger()).pending === 0);
    expect((await world.ledger()).imbalance).toBe(0);
    expect(
      (await ask("POST", "/events/00000000-0000-7000-8000-000000000000/replay", { body: {} })).body.code,
    ).toBe("event.not_published");
  });
});

describe("the stream, for who has no public address", () => {
  async function openStream(headers: Record<string, string> = {}, query = "", at = api.url) {
    const abort = new AbortController();
    const reply = await fetch(`${at}/api/v1/events/stream${query}`, {
      headers: { authorization: `Bearer ${reader}`, accept: "text/event-stream", ...headers },
      signal: abort.signal,
    });
    const seen: { id: string; data: { type: string; data: { fields: { UserID: string } } } }[] = [];
    const ended = (async () => {
      let text = "";
      for await (const chunk of reply.body ?? []) {
        text += Buffer.from(chunk).toString();
        for (;;) {
          const cut = text.indexOf("\n\n");
          if (cut === -1) break;
          const block = text.slice(0, cut);
          text = text.slice(cut + 2);
          const data = block.match(/^data: (.*)$/m)?.[1];
          if (data) seen.push({ id: block.match(/^id: (.*)$/m)?.[1] ?? "", data: JSON.parse(data) });
        }
      }
    })().catch(() => {});
    const close = () => {
      abort.abort();
      return ended;
    };
    return { reply, seen, ended, close };
  }

  test("a reader gets what comes, leaves, and resumes after the last event it saw without a gap or a double", async () => {
    const first = await openStream({}, "?type=wecom.change_contact");
    expect(first.reply.headers.get("content-type")).toContain("text/event-stream");
    await contacts("stream-1");
    await contacts("stream-2");
    await until(async () => first.seen.length === 2);
    await first.close();
    await contacts("stream-3");
    await contacts("stream-4");
    const second = await openStream(
      { "last-event-id": first.seen[0]?.id ?? "" },
      "?type=wecom.change_contact",
    );
    await until(async () => second.seen.length >= 3);
    await second.close();
    expect(second.seen.map((one) => one.data.data.fields.UserID)).toEqual([
      "stream-2",
      "stream-3",
      "stream-4",
    ]);
  });

  test("without SSE one poll waits for what comes and answers where to go on", async () => {
    const { body: start } = await ask("GET", "/events/stream?wait=0", { key: reader });
    expect(start.data).toEqual([]);
    const waiting = ask("GET", `/events/stream?cursor=${start.cursor}&wait=20`, { key: reader });
    await contacts("polled");
    const told = await waiting;
    expect(told.body.data[0].data.fields.UserID).toBe("polled");
    expect(Number(told.body.cursor)).toBeGreaterThan(Number(start.cursor));
  });

  test.each([
    ["is revoked", (id: string) => world.deps.store.apiKeys.revokeKey(id)],
    [
      "loses a suite",
      (id: string) => world.sql.query("UPDATE api_keys SET suite_keys = '{crm}' WHERE id = $1", [id]),
    ],
    [
      "is held to another enterprise",
      (id: string) =>
        world.sql.query("UPDATE api_keys SET corp_ids = '{wwelse00000001}' WHERE id = $1", [id]),
    ],
    [
      "loses the scope",
      (id: string) => world.sql.query("UPDATE api_keys SET scopes = '{proxy:call}' WHERE id = $1", [id]),
    ],
  ])("F12: a stream ends before the next event when its key %s", async (_what, narrow) => {
    let later = 0;
    const clock = { now: () => new Date(world.deps.clock.now().getTime() + later) };
    const portal = await openApi({ ...world.deps, clock });
    const own = await addKey(world.deps, { scopes: ["events:read"], suites: ["crm", "other"] });
    const stream = await openStream({ authorization: `Bearer ${own.key}` }, "", portal.url);
    await contacts("allowed");
    await until(async () => stream.seen.length === 1);
    await narrow(own.id);
    portal.host.api.keys.forget();
    later = 5_000;
    await contacts("not any more");
    await stream.ended;
    expect(stream.seen.map((one) => one.data.data.fields.UserID)).toEqual(["allowed"]);
    await portal.close();
  });

  test("F8: a key holds five streams and polls open, the next is told when to come again, and who leaves makes room", async () => {
    const own = await addKey(world.deps, { scopes: ["events:read"] });
    const authorization = `Bearer ${own.key}`;
    const open = await Promise.all([1, 2, 3, 4, 5].map(() => openStream({ authorization })));
    expect(open.map((one) => one.reply.status)).toEqual([200, 200, 200, 200, 200]);
    const sixth = await openStream({ authorization });
    expect(sixth.reply.status).toBe(429);
    expect(Number(sixth.reply.headers.get("retry-after"))).toBeGreaterThan(0);
    const poll = await ask("GET", "/events/stream?wait=20", { key: own.key });
    expect(poll).toMatchObject({ status: 429, body: { code: "api.rate_limited" } });
    // What does not wait holds nothing, and another key is not held up.
    expect((await ask("GET", "/events/stream?wait=0", { key: own.key })).status).toBe(200);
    const other = await openStream();
    expect(other.reply.status).toBe(200);
    await Promise.all([...open, other].map((one) => one.close()));
    const again = await until(async () => {
      const tried = await openStream({ authorization });
      if (tried.reply.status === 200) return tried;
      await tried.close();
      return false;
    });
    await again.close();
  });

  test("the client of the docs prints what comes", async () => {
    const child = spawn(process.execPath, ["docs/receivers/follow.mjs"], {
      env: { ...process.env, PORTAL: api.url, KEY: reader, CURSOR: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
    try {
      let n = 0;
      // It tells nobody when it is connected; what comes before that is not for it.
      await until(async () => {
        n += 1;
        await contacts(`followed-${n}`);
        return /followed-\d/.test(said);
      }, 20_000);
      expect(said).toContain("wecom.change_contact");
      expect(said).not.toContain("Error");
    } finally {
      child.kill("SIGKILL");
    }
  });
});
