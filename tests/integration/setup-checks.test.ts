import { createServer } from "node:http";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeWebhookSecret } from "@/lib/core/crypto/standard-webhook";
import { decodeAesKey } from "@/lib/core/crypto/wecom-aes";
import type { Probe, ProbeRequest } from "@/lib/core/probe";
import { Secret } from "@/lib/core/secret";
import { changeSuite } from "@/lib/features/setup/change-suite";
import { createSuite, createSuiteInput } from "@/lib/features/setup/create-suite";
import {
  domainFileInput,
  findDomainFile,
  removeDomainFile,
  saveDomainFile,
} from "@/lib/features/setup/domain-files";
import { exportSuite } from "@/lib/features/setup/export-settings";
import { measureHealth, readHealth, showHealth } from "@/lib/features/setup/health-board";
import { importSettings } from "@/lib/features/setup/import-settings";
import { showPreflight } from "@/lib/features/setup/preflight";
import { runSelfTest, type SelfTestLine } from "@/lib/features/setup/run-self-test";
import { saveProvider } from "@/lib/features/setup/save-provider";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { handleCallback } from "@/lib/runtime/callback-handler";
import { createProbe } from "@/lib/runtime/probe-portal";
import type { Channel } from "@/lib/store/accept-events";
import { addSignedInStaff, createConsoleDeps, PASSWORD } from "@/tests/support/console-deps";
import { lowPort } from "@/tests/support/install-world";
import { check, post } from "./callback-kit";

let world: Awaited<ReturnType<typeof createConsoleDeps>>;
let owner: StaffPrincipal;
let operator: StaffPrincipal;
let viewer: StaffPrincipal;
let sql: pg.Pool;

beforeAll(async () => {
  world = await createConsoleDeps();
  owner = (await addSignedInStaff(world.deps, "owner")).principal;
  operator = (await addSignedInStaff(world.deps, "operator")).principal;
  viewer = (await addSignedInStaff(world.deps, "viewer")).principal;
  sql = new pg.Pool({ connectionString: world.databaseUrl, max: 2 });
  await saveProvider(world.deps, owner, { corpId: "wwprovider00000001" });
});
afterAll(async () => {
  await sql.end();
  await world.close();
});

async function made(key: string) {
  const input = createSuiteInput.parse({ key, name: key, kind: "app", dialect: "wecom" });
  const result = await createSuite(world.deps, operator, input);
  if (!result.ok) throw new Error(result.code);
  return result.value.pair;
}

const answer = (method: string, url: URL, body: Uint8Array) => {
  const [, , suiteKey = "", channel = ""] = url.pathname.split("/");
  const isProvider = suiteKey === "_provider";
  return handleCallback(
    {
      method,
      suiteKey,
      channel: (isProvider ? "provider" : channel) as Channel,
      rawQuery: url.search.slice(1),
      body,
      remoteAddress: null,
    },
    world.deps,
  );
};

type Spoil = {
  query?: (query: string) => string;
  body?: (body: string) => string;
  redirect?: boolean;
  delayMs?: number;
};

/** Our own address with a proxy in front that spoils things, as proxies do. */
async function startProxy(spoil: Spoil = {}) {
  const port = await lowPort();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      if (spoil.redirect) return response.writeHead(301, { location: "https://elsewhere/" }).end();
      const [path = "", query = ""] = (request.url ?? "").split("?");
      const url = new URL(`http://x${path}?${spoil.query?.(query) ?? query}`);
      const done = await answer(request.method ?? "", url, Buffer.concat(chunks));
      if (spoil.delayMs) await new Promise((resolve) => setTimeout(resolve, spoil.delayMs));
      return response
        .writeHead(done.status, { "content-type": "text/plain" })
        .end(spoil.body?.(done.body) ?? done.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

async function selfTest(
  key: string,
  spoil: Spoil = {},
): Promise<{ lines: SelfTestLine[]; sent: ProbeRequest[] }> {
  const proxy = await startProxy(spoil);
  const real = createProbe(proxy.url);
  const sent: ProbeRequest[] = [];
  const probe: Probe = (request) => {
    sent.push(request);
    return real(request);
  };
  try {
    const addresses = { ...world.deps.addresses, portalUrl: proxy.url };
    const done = await runSelfTest({ ...world.deps, addresses, probe }, operator, key);
    if (!done.ok) throw new Error(done.code);
    return { lines: done.value, sent };
  } finally {
    await proxy.close();
  }
}

const rest = (lines: SelfTestLine[]) =>
  lines.map((one) =>
    // http, a local address and a slow machine belong to the test, not to the portal.
    one.troubles.filter((name) => !["plain_http", "private_address", "slow"].includes(name)),
  );
const count = async (table: "url_proofs" | "inbound_events" | "self_tests" | "work_items") =>
  Number((await sql.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0].n);

describe("the self-test", () => {
  test("A7: goes through the public address and leaves no proof, no event, no work and no row behind", async () => {
    await made("probe");
    const before = [await count("url_proofs"), await count("inbound_events"), await count("work_items")];
    const { lines } = await selfTest("probe");
    expect(lines.map((one) => `${one.method} ${one.channel}`)).toEqual([
      "GET command",
      "POST command",
      "GET data",
      "POST data",
      "GET settings",
    ]);
    expect(rest(lines)).toEqual([[], [], [], [], []]);
    expect([await count("url_proofs"), await count("inbound_events"), await count("work_items")]).toEqual(
      before,
    );
    expect(await count("self_tests")).toBe(0);
  });

  test("A7, A8: its requests, sent again by somebody who saw them, are refused with an empty body", async () => {
    const { sent } = await selfTest("probe");
    for (const one of sent) {
      const again = await answer(one.method, new URL(one.url), Buffer.from(one.body ?? ""));
      expect([again.status, again.body]).toEqual([403, ""]);
    }
    expect(await count("inbound_events")).toBe(0);
  });

  test("A7: the mark alone is worth nothing: a signed check or message with it, but not sent by us, is refused", async () => {
    const pair = await made("marked");
    const aesKey = decodeAesKey(pair.encodingAesKey);
    if (!aesKey) throw new Error("no key");
    const key = { token: new Secret(pair.token), aesKey };
    const forged = [
      check("", key, "wwprovider00000001", "portalselftest0123456789abcdef01234567"),
      post("", key, "wwmarked0000000001", {
        SuiteId: "wwmarked0000000001",
        InfoType: "portal_self_test",
        TimeStamp: Math.floor(world.deps.clock.now().getTime() / 1000),
      }),
    ];
    for (const one of forged) {
      const url = new URL(`http://x/wecom/marked/command?${one.query}`);
      const done = await answer(one.method, url, Buffer.from(String(one.body ?? "")));
      expect([done.status, done.body]).toEqual([403, ""]);
    }
    const { rows } = await sql.query(
      "SELECT 1 FROM url_proofs p JOIN suites s ON s.id = p.suite_row_id WHERE s.key = 'marked'",
    );
    expect(rows).toEqual([]);
  });

  test.each([
    ["a redirect", { redirect: true }, "redirect"],
    [
      "a plus sign decoded on the way",
      { query: (text: string) => text.replaceAll("%2B", "+") },
      "plus_rewritten",
    ],
    [
      "a plus sign made a space",
      { query: (text: string) => text.replaceAll("%2B", "%20") },
      "plus_rewritten",
    ],
    ["quotes around the echo", { body: (text: string) => JSON.stringify(text) }, "quoted"],
    ["a newline after the echo", { body: (text: string) => `${text}\n` }, "extra_bytes"],
    ["another program's page", { body: () => "<html></html>" }, "other_body"],
  ])("a proxy that spoils things is named: %s", async (_what, spoil, trouble) => {
    const { lines } = await selfTest("probe", spoil);
    expect(lines[0]?.troubles).toContain(trouble);
  });

  test("an answer of more than 500 ms is said", async () => {
    const { lines } = await selfTest("probe", { delayMs: 520 });
    expect(lines[0]?.troubles).toContain("slow");
  });

  test("E9: a viewer can't start one; the provider-level URL has its own", async () => {
    const probe = createProbe("http://127.0.0.1:1");
    expect(await runSelfTest({ ...world.deps, probe }, viewer, "probe")).toEqual({
      ok: false,
      code: "staff.forbidden",
    });
    expect(await runSelfTest({ ...world.deps, probe }, operator, "_provider")).toEqual({
      ok: false,
      code: "keys.none",
    });
  });

  test("G1: the probe reaches the portal's own address and no other", () => {
    const probe = createProbe("https://portal.example.com");
    for (const url of [
      "http://portal.example.com/x",
      "https://169.254.169.254/",
      "https://portal.example.com:8443/",
    ])
      expect(() => probe({ method: "GET", url, body: null })).toThrow();
  });
});

describe("domain files", () => {
  const file = (name: string, content = "Abc123") => domainFileInput.safeParse({ name, content });

  test("served at once, replaced, removed; of several suites and domains side by side", async () => {
    for (const [name, content] of [
      ["WW_verify_aaaa1111.txt", "first"],
      ["WW_verify_bbbb2222.txt", "second"],
      ["WW_verify_aaaa1111.txt", "replaced"],
    ] as const)
      await saveDomainFile(world.deps, operator, domainFileInput.parse({ name, content: `${content}\n` }));
    expect(await findDomainFile(world.deps, "WW_verify_aaaa1111.txt")).toEqual({
      ok: true,
      value: "replaced",
    });
    expect(await findDomainFile(world.deps, "WW_verify_bbbb2222.txt")).toEqual({ ok: true, value: "second" });
    expect(await removeDomainFile(world.deps, operator, "WW_verify_bbbb2222.txt")).toMatchObject({
      ok: true,
    });
    expect(await findDomainFile(world.deps, "WW_verify_bbbb2222.txt")).toMatchObject({ ok: false });
    expect(
      await saveDomainFile(
        world.deps,
        viewer,
        domainFileInput.parse({ name: "WW_verify_c.txt", content: "x" }),
      ),
    ).toEqual({ ok: false, code: "staff.forbidden" });
  });

  test("nothing else can be put at the root: no other name, no path, no page", () => {
    for (const name of [
      "index.html",
      "../WW_verify_a.txt",
      "WW_verify_a.txt/x",
      "WW_verify_.txt",
      "WW_verify_a.html",
      "ww_verify_a.txt",
      "WW_verify_a.txt\u0000",
    ])
      expect(file(name).success, name).toBe(false);
    for (const content of ["<script>alert(1)</script>", "", "two words", "x".repeat(2_000)])
      expect(file("WW_verify_a.txt", content).success, content).toBe(false);
  });
});

describe("pre-flight", () => {
  test("names what would make a click fail, and nothing once it is mended", async () => {
    await made("flight");
    const says = async () => {
      const shown = await showPreflight(world.deps, viewer, "flight");
      return shown.ok ? Object.fromEntries(shown.value.checks.map((one) => [one.name, one.say])) : {};
    };
    expect(await says()).toMatchObject({
      https: "https_good",
      ids: "ids_bad",
      ticket: "ticket_never",
      domain: "domain_unknown",
      auth_type: "auth_type_unknown",
    });
    await changeSuite(world.deps, operator, {
      suite: "flight",
      suiteId: "wwflight0000000001",
      suiteSecret: "a-secret-of-the-suite",
      isPublished: true,
      installAuthType: 1,
      completionDomain: "example.com",
    });
    expect(await says()).toMatchObject({
      ids: "ids_good",
      domain: "domain_bad",
      auth_type: "auth_type_test",
    });
    await changeSuite(world.deps, operator, {
      suite: "flight",
      installAuthType: 0,
      completionDomain: "portal.example.com",
    });
    expect(await says()).toMatchObject({ domain: "domain_good", auth_type: "auth_type_good" });
    await changeSuite(world.deps, operator, { suite: "flight", isPublished: false });
    expect(await says()).toMatchObject({ auth_type: "auth_type_live" });
  });
});

describe("export and import", () => {
  test("F11: secrets are in an export only for an owner with the password, and the audit log says so", async () => {
    const pair = await made("moves");
    await changeSuite(world.deps, operator, {
      suite: "moves",
      suiteId: "wwmoves00000000001",
      suiteSecret: "the-secret-that-moves",
    });
    const plain = await exportSuite(world.deps, operator, { suite: "moves", withSecrets: false });
    if (!plain.ok) throw new Error(plain.code);
    for (const secret of [pair.token, pair.encodingAesKey, "the-secret-that-moves"])
      expect(plain.value).not.toContain(secret);
    const ask = (who: StaffPrincipal, password: string) =>
      exportSuite(world.deps, who, { suite: "moves", withSecrets: true, password });
    expect(await ask(operator, PASSWORD)).toEqual({ ok: false, code: "staff.forbidden" });
    expect(await ask(owner, "wrong password")).toEqual({ ok: false, code: "staff.password_wrong" });
    const full = await ask(owner, PASSWORD);
    if (!full.ok) throw new Error(full.code);
    expect(JSON.parse(full.value).suites[0]).toMatchObject({ ...pair, suiteSecret: "the-secret-that-moves" });
    const [entry] = await world.deps.store.audit.listAudit({ limit: 1 });
    expect(entry).toMatchObject({ action: "suite.exported", details: { withSecrets: true } });
  });

  test("an import looks first and writes then; the same file again changes nothing; a stranger's SuiteID is refused", async () => {
    const text = JSON.stringify({
      provider: { corpId: "wwprovider00000001", secret: "provider-secret-2" },
      suites: [
        { key: "arrives", name: "Arrives", suiteId: "wwarrives000000001" },
        { key: "stranger", name: "Stranger", suiteId: "wwmoves00000000001" },
      ],
    });
    const run = async (apply: boolean) => {
      const done = await importSettings(world.deps, owner, { text, apply });
      return done.ok ? done.value.lines.map((one) => `${one.place}: ${one.change}`) : [done.code];
    };
    expect(await run(false)).toEqual([
      "provider: change",
      "suites.arrives: create",
      "suites.stranger: refused",
    ]);
    expect((await sql.query("SELECT 1 FROM suites WHERE key = 'arrives'")).rows).toEqual([]);
    await run(true);
    expect(await run(false)).toEqual(["provider: same", "suites.arrives: same", "suites.stranger: refused"]);
    const keys = await sql.query(
      "SELECT 1 FROM callback_keys k JOIN suites s ON s.id = k.suite_row_id WHERE s.key = 'arrives'",
    );
    expect(keys.rows.length).toBe(1);
    expect(await importSettings(world.deps, operator, { text, apply: true })).toEqual({
      ok: false,
      code: "staff.forbidden",
    });
    const bad = await importSettings(world.deps, owner, { text: '{"suites":[{"key":"NO"}]}', apply: true });
    expect(bad.ok && bad.value.problems.length).toBeGreaterThan(0);
  });
});

describe("health", () => {
  test("the board reads tickets, requests and keys of each suite from the database", async () => {
    await made("healthy");
    const suite = (await world.deps.store.suites.listSuites()).find((one) => one.key === "healthy");
    if (!suite) throw new Error("no suite");
    const now = world.deps.clock.now();
    const of = async () => (await showHealth(world.deps, viewer)).find((one) => one.key === "healthy");
    expect((await of())?.verdict).toBe("off");
    await world.deps.store.suiteTickets.saveTicket({
      suiteRowId: suite.id,
      ticket: new Secret("ticket"),
      platformTime: now,
      receivedAt: now,
    });
    expect((await of())?.verdict).toBe("good");
    await world.deps.store.endpoints.saveEndpoint({
      name: "board",
      suite: "healthy",
      url: "https://receiver.example.com/hook",
      events: ["board.waits"],
      secret: makeWebhookSecret(world.deps.ids.random(32)),
    });
    await world.deps.store.outgoingEvents.publish({
      id: world.deps.ids.uuid(),
      onceKey: null,
      type: "board.waits",
      suiteKey: "healthy",
      corpRowId: null,
      corpIds: [],
      happenedAt: now,
      payload: { data: {}, authorization: null },
      needsGrant: false,
      isAnswerable: false,
    });
    expect(await of()).toMatchObject({ facts: { deliveriesPending: 1, deliveriesDead: 0 } });
    for (let at = 0; at < 30; at += 1)
      await sql.query(
        `INSERT INTO callback_requests (id, received_at, suite_row_id, label, channel, method, outcome, is_refused,
           status, bytes_in, bytes_out, answer_ms)
         VALUES ($1, $2, $3, 'healthy', 'command', 'POST', $4, $5, 200, 1, 1, 1)`,
        [world.deps.ids.uuid(), now, suite.id, at < 10 ? "refused" : "stored", at < 10],
      );
    expect(await of()).toMatchObject({ verdict: "alarm", facts: { requests: 30, refused: 10 } });
    world.advance(2 * 3_600_000);
    const late = await of();
    expect(late).toMatchObject({ verdict: "alarm", ticket: "alarm", facts: { requests: 0 } });
    // The process itself reads the same.
    expect((await readHealth(world.deps)).find((one) => one.key === "healthy")?.verdict).toBe("alarm");
    expect(await measureHealth(world.deps, [])).toEqual([]);
  });
});
