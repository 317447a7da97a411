import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { completeInstall } from "@/lib/features/install/complete-install";
import { addKey, openApi, type Told } from "@/tests/support/api-world";
import {
  BROWSER,
  CORP,
  createInstallWorld,
  type InstallWorld,
  SUITE_ID,
  until,
} from "@/tests/support/install-world";
import { TIMED } from "@/tests/support/timed";

const CORP_TOKEN = "service/get_corp_token";

let world: InstallWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let key: string;
let base: string;

async function install(): Promise<string> {
  const { state, authCode } = await world.consent();
  const outcome = await completeInstall(world.deps, {
    suite: world.suite,
    browserToken: BROWSER,
    state,
    authCode,
  });
  if (outcome.kind !== "done") throw new Error(outcome.kind);
  return outcome.corpId;
}

beforeAll(async () => {
  world = await createInstallWorld();
  await world.giveTicket();
  base = `/suites/crm/corps/${await install()}`;
  portal = await openApi(world.deps);
  ({ key } = await addKey(world.deps));
  world.work();
});

afterEach(async () => {
  world.skew(0);
  await world.control("DELETE", "faults");
});

afterAll(async () => {
  await portal.close();
  await world.close();
});

const getToken = (): Promise<Told> => portal.ask("GET", `${base}/access-token`, { key });
const report = (token: string): Promise<Told> =>
  portal.ask("POST", `${base}/access-token/invalid`, { key, body: { access_token: token } });

async function forget(): Promise<void> {
  await world.sql.query("DELETE FROM tokens");
  const { id } = (await world.authorization()) ?? { id: "" };
  portal.api.desk.forgetToken(id);
}

/** Whether WeCom takes a token, asked of WeCom itself. */
async function worksAtWecom(token: string): Promise<boolean> {
  const reply = await fetch(`${world.simulator.url}/cgi-bin/department/list?access_token=${token}`);
  return (await reply.json()).errcode === 0;
}

describe("tokens that programs get", () => {
  test("R14: a token that is handed out works at WeCom", async () => {
    const told = await getToken();
    expect(told.status).toBe(200);
    expect(await worksAtWecom(told.body.access_token)).toBe(true);
  });

  test("the answer from memory and the one that was read first are word for word the same kind", async () => {
    await forget();
    const [first, second] = [await getToken(), await getToken()];
    expect(Object.keys(second.body)).toEqual(Object.keys(first.body));
    expect(second.body.access_token).toBe(first.body.access_token);
    const names = (told: Told) => [...told.headers.keys()].filter((one) => one !== "date").sort();
    expect(names(second)).toEqual(names(first));
  });

  test("R13: many callers at once are one call to WeCom, whose silence is a 503 with Retry-After for all", async () => {
    await forget();
    const before = await world.calls(CORP_TOKEN);
    const answers = await Promise.all(Array.from({ length: 200 }, getToken));
    expect(new Set(answers.map((told) => told.body.access_token)).size).toBe(1);
    expect((await world.calls(CORP_TOKEN)) - before).toBe(1);

    await forget();
    await world.control("POST", "faults", { kind: "http_error", scope: { endpoint: CORP_TOKEN } });
    const told = await getToken();
    expect(told).toMatchObject({ status: 503, body: { code: "token.unavailable" } });
    expect(Number(told.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("a suite token works at WeCom, and so does the provider's; a key held to one enterprise gets neither", async () => {
    await world.sql.query("UPDATE tokens SET retry_after = NULL");
    const suite = await portal.ask("GET", "/suites/crm/suite-access-token", { key });
    expect(suite.status).toBe(200);
    const reply = await fetch(
      `${world.simulator.url}/cgi-bin/service/get_pre_auth_code?suite_access_token=${suite.body.access_token}`,
    );
    expect((await reply.json()).errcode).toBe(0);
    const provider = await portal.ask("GET", "/provider-access-token", { key });
    expect(provider.status).toBe(200);
    expect(provider.body.expires_in).toBeGreaterThanOrEqual(300);

    const held = await addKey(world.deps, { corps: [base.split("/").at(-1) ?? ""] });
    expect((await portal.ask("GET", `${base}/access-token`, { key: held.key })).status).toBe(200);
    for (const path of ["/suites/crm/suite-access-token", "/provider-access-token"])
      expect(await portal.ask("GET", path, { key: held.key })).toMatchObject({
        status: 404,
        body: { code: "api.not_found" },
      });
  });
});

describe("F9, R14: a token that WeCom refuses", () => {
  test("reported while its successor is being fetched, it is waited for and never handed out again", async () => {
    await forget();
    const { access_token: old } = (await getToken()).body;
    await world.control("POST", "tokens/kill", { value: old });
    await world.control("POST", "faults", {
      kind: "latency",
      ms: 700,
      scope: { endpoint: CORP_TOKEN },
      remaining: 1,
    });
    const before = await world.calls(CORP_TOKEN);
    const first = report(old);
    await until(async () => {
      const { rowCount } = await world.sql.query("SELECT 1 FROM tokens WHERE lease_until > now()");
      return rowCount;
    });
    const [one, other] = await Promise.all([first, report(old)]);
    expect(one.body.access_token).not.toBe(old);
    expect(other.body.access_token).toBe(one.body.access_token);
    expect((await world.calls(CORP_TOKEN)) - before).toBe(1);
  });

  test("is replaced once, however many report it, and the reports end there", async () => {
    await forget();
    const { access_token: old } = (await getToken()).body;
    await world.control("POST", "tokens/kill", { value: old });
    const before = await world.calls(CORP_TOKEN);
    const answers = await Promise.all(Array.from({ length: 100 }, () => report(old)));
    const fresh = new Set(answers.map((told) => told.body.access_token));
    expect(fresh.size).toBe(1);
    expect([...fresh][0]).not.toBe(old);
    expect(await worksAtWecom([...fresh][0])).toBe(true);
    expect((await world.calls(CORP_TOKEN)) - before).toBe(1);
    expect((await getToken()).body.access_token).toBe([...fresh][0]);
  });

  test("reported within the minute brings no further call, whatever is reported", async () => {
    const { access_token: now } = (await getToken()).body;
    const before = await world.calls(CORP_TOKEN);
    for (const token of [now, "never-a-token", now, `${now}x`])
      expect((await report(token)).body.access_token).toBe(now);
    expect((await world.calls(CORP_TOKEN)) - before).toBe(0);
  });

  test("a token that is not the current one brings no call even after the minute", async () => {
    world.skew(61_000);
    const before = await world.calls(CORP_TOKEN);
    const { access_token: now } = (await getToken()).body;
    expect((await report("a-token-of-yesterday")).body.access_token).toBe(now);
    expect((await world.calls(CORP_TOKEN)) - before).toBe(0);
  });

  test("a report without a token is refused by name", async () => {
    const told = await portal.ask("POST", `${base}/access-token/invalid`, { key, body: {} });
    expect(told).toMatchObject({ status: 400, body: { code: "request.invalid" } });
    expect(told.body.problems).toEqual([{ in: "body", name: "access_token", message: expect.any(String) }]);
  });
});

describe("what pages inside WeCom need", () => {
  test("the signature is that of the ticket, for config and agentConfig, without the fragment", async () => {
    for (const type of ["corp", "agent"]) {
      const { body: ticket } = await portal.ask("GET", `${base}/jsapi-ticket?type=${type}`, { key });
      expect(ticket).toMatchObject({ type, expires_in: expect.any(Number) });
      const told = await portal.ask("POST", `${base}/jsapi-signature`, {
        key,
        body: { url: "https://crm.example.com/a?b=1#part", type },
      });
      const { nonce_str: nonce, timestamp, signature, url, agent_id: agentId } = told.body;
      expect(url).toBe("https://crm.example.com/a?b=1");
      expect(signature).toBe(
        createHash("sha1")
          .update(`jsapi_ticket=${ticket.ticket}&noncestr=${nonce}&timestamp=${timestamp}&url=${url}`)
          .digest("hex"),
      );
      expect(agentId).toEqual(expect.any(Number));
      expect(told.text).not.toContain(ticket.ticket);
    }
    expect(await world.calls("get_jsapi_ticket")).toBe(1);
    expect(await world.calls("ticket/get")).toBe(1);
  });

  test("a member's code tells who they are, once", async () => {
    const corp = await world.control("GET", `corps/${CORP}`);
    const [member] = corp.members as { userid: string }[];
    const { value: code } = await world.control("POST", "codes", {
      kind: "oauth",
      suiteId: SUITE_ID,
      corpid: CORP,
      userid: member?.userid,
    });
    const ask = () => portal.ask("POST", "/suites/crm/member-identity", { key, body: { code } });
    expect((await ask()).body).toMatchObject({
      corp_id: base.split("/").at(-1),
      user_id: expect.any(String),
    });
    expect(await ask()).toMatchObject({ status: 400, body: { code: "member.code_refused", errcode: 40029 } });
  });
});

describe("enterprises that go", () => {
  test(
    "F12: within 5 s of the event of a cancellation no token is handed out, from memory or otherwise",
    TIMED,
    async () => {
      expect((await getToken()).status).toBe(200);
      await world.control("POST", `corps/${CORP}/cancel`, { suiteId: SUITE_ID });
      const began = performance.now();
      const told = await until(async () => {
        const one = await getToken();
        return one.status === 409 ? one : null;
      }, 8_000);
      expect(performance.now() - began).toBeLessThan(5_000);
      expect(told.body.code).toBe("corp.authorization_gone");
      for (const path of ["jsapi-ticket", "access-token"])
        expect((await portal.ask("GET", `${base}/${path}`, { key })).status).toBe(409);
      expect((await report("anything")).status).toBe(409);
      // It is still there to be seen.
      expect((await portal.ask("GET", base, { key })).body.status).toBe("cancelled");
    },
  );

  test("a new installation works at once", async () => {
    await install();
    expect((await getToken()).status).toBe(200);
  });

  test.each([
    [40084, "permanent_code_dead", "corp.authorization_gone"],
    [2000002, "corp_dissolved", "corp.dissolved"],
    [301007, "corp_dissolved", "corp.dissolved"],
  ])(
    "an enterprise that WeCom answers %i for is recognised, shown, and not asked for again",
    async (errcode, reason, code) => {
      await install();
      await world.settled();
      await forget();
      const real = world.deps.wecom.fetchCorpToken;
      let calls = 0;
      world.deps.wecom.fetchCorpToken = async () => {
        calls += 1;
        return { ok: false, error: { kind: "refused", api: CORP_TOKEN, errcode, hint: null } };
      };
      try {
        expect(await getToken()).toMatchObject({ status: 409, body: { code, errcode } });
        expect(await getToken()).toMatchObject({ status: 409, body: { code } });
        expect(calls).toBe(1);
      } finally {
        world.deps.wecom.fetchCorpToken = real;
      }
      expect((await portal.ask("GET", base, { key })).body).toMatchObject({
        status: "needs_reauthorization",
        status_reason: reason,
      });
    },
  );
});

// Last: it moves WeCom's clock on.
describe("a token near its end", () => {
  beforeAll(async () => {
    await install();
    await world.settled();
  });

  test("R14: with less than 300 s of life left the answer is 503 with Retry-After, and WeCom is not stormed", async () => {
    await forget();
    await getToken();
    // Two hours less four minutes later by our clock; WeCom still answers the same token with what is left of it.
    const { rows } = await world.sql.query("SELECT expires_at FROM tokens WHERE kind = 'corp'");
    const until4 = new Date(rows[0].expires_at).getTime() - Date.now() - 240_000;
    await world.control("POST", "clock/advance", { seconds: until4 / 1000 });
    world.skew(until4);
    await world.giveTicket();
    const before = await world.calls(CORP_TOKEN);
    const answers = await Promise.all(Array.from({ length: 30 }, getToken));
    for (const told of answers) {
      expect(told).toMatchObject({ status: 503, body: { code: "token.too_short_lived" } });
      expect(Number(told.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    for (let i = 0; i < 5; i += 1) await getToken();
    expect((await world.calls(CORP_TOKEN)) - before).toBeLessThanOrEqual(2);
    await world.control("POST", "clock/advance", { seconds: 300 });
    world.skew(until4 + 300_000);
    expect((await getToken()).body.expires_in).toBeGreaterThan(3_000);
  });
});
