import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askProof, push, startPlainPlatform } from "@/tests/support/plain-platform";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { freePort, makeWorld, Program, portalEnvironment } from "@/tests/support/product";

const world = makeWorld();
const [suite, legacy] = world.suites;
if (!suite || !legacy) throw new Error("the world has two suites");
const SITE = { corpid: "wpSiteInstall000000000000000000", name: "清河造纸" };
const MARKET = { corpid: "wwmarketinstall001", name: "远山物流" };

let database: TestDatabase;
let platform: Awaited<ReturnType<typeof startPlainPlatform>>;
let portal: Program;
let portalUrl = "";
let folder = "";

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await startPlainPlatform(
    new Map([
      ["code-of-the-redirect", SITE],
      ["code-of-the-event", MARKET],
      ["code-of-the-login", SITE],
    ]),
  );
  const port = await freePort();
  portalUrl = `http://localhost:${port}`;
  folder = mkdtempSync(path.join(os.tmpdir(), "portal-plain-"));
  const bootstrapFile = path.join(folder, "bootstrap.json");
  writeFileSync(
    bootstrapFile,
    JSON.stringify({ provider: world.provider, suites: world.suites, staff: [world.owner] }),
  );
  portal = new Program(
    [path.resolve("lib/runtime/launch.mjs"), "start"],
    portalEnvironment({ port, databaseUrl: database.databaseUrl, simulatorUrl: platform.url, bootstrapFile }),
  );
  await portal.ready(`${portalUrl}/readyz`);
});
afterAll(async () => {
  await portal?.stop();
  await platform?.stop();
  await database?.drop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** A browser of a few lines: keeps cookies, follows nothing by itself. */
function browser() {
  const jar = new Map<string, string>();
  return async (address: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(new URL(address, portalUrl), {
      ...init,
      redirect: "manual",
      headers: {
        ...init.headers,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const cut = pair.indexOf("=");
      jar.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    return answer;
  };
}

const now = () => Math.floor(Date.now() / 1000);
const command = (key: string) => `${portalUrl}/wecom/${key}/command`;

describe("npm start in front of a platform that is not our simulator", () => {
  test("every callback URL proves itself: plain bytes, numbers above 2^53 intact", async () => {
    const number = "15230612457309421786051";
    for (const one of world.suites)
      for (const channel of ["command", "data", "settings"]) {
        const answer = await askProof(
          `${portalUrl}/wecom/${one.key}/${channel}`,
          one,
          number,
          world.provider.corpId,
        );
        expect([one.key, channel, answer.status, await answer.text()]).toEqual([
          one.key,
          channel,
          200,
          number,
        ]);
        expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
        expect(answer.headers.get("set-cookie")).toBeNull();
      }
    const own = await askProof(
      `${portalUrl}/wecom/_provider/command`,
      world.provider,
      number,
      world.provider.corpId,
    );
    expect([own.status, await own.text()]).toEqual([200, number]);
  });

  test("a pushed suite_ticket is answered success", async () => {
    for (const one of world.suites) {
      const answer = await push(
        command(one.key),
        one,
        `<xml><SuiteId><![CDATA[${one.suiteId}]]></SuiteId><InfoType> <![CDATA[suite_ticket]]></InfoType><TimeStamp>${now()}</TimeStamp><SuiteTicket><![CDATA[ticket-${one.key}]]></SuiteTicket></xml>`,
        one.suiteId,
      );
      expect([answer.status, await answer.text()]).toEqual([200, "success"]);
    }
  });

  test("an install from the site: state and pre_auth_code at the click, one exchange, the enterprise named", async () => {
    const visit = browser();
    const click = await expect
      .poll(() => visit(`/install/${suite.key}`), { timeout: 15_000 })
      .toSatisfy((answer: Response) => answer.headers.get("location")?.includes("pre_auth_code") === true)
      .then(() => visit(`/install/${suite.key}`));
    const there = new URL(click.headers.get("location") ?? "");
    expect(there.href.startsWith(`${platform.url}/3rdapp/install?`)).toBe(true);
    expect(there.searchParams.get("suite_id")).toBe(suite.suiteId);
    expect(there.searchParams.get("redirect_uri")).toBe(`${portalUrl}/install/${suite.key}/return`);
    expect(there.searchParams.get("state")).toMatch(/^[A-Za-z0-9]{32,128}$/);
    const preAuth = platform.calls.findLast((call) => call.path.endsWith("/get_pre_auth_code"));
    expect(preAuth?.method).toBe("GET");
    const session = platform.calls.findLast((call) => call.path.endsWith("/set_session_info"));
    expect(session?.body.pre_auth_code).toBe(there.searchParams.get("pre_auth_code"));

    const back = await visit(
      `/install/${suite.key}/return?auth_code=code-of-the-redirect&expires_in=600&state=${there.searchParams.get("state")}`,
    );
    expect(back.status).toBe(303);
    const page = await visit(back.headers.get("location") ?? "");
    expect(await page.text()).toContain(SITE.name);
    expect(platform.count("get_permanent_code")).toBe(1);
  });

  test("the legacy dialect asks for its pre_auth_code by POST, and never leaves for WeCom's own address", async () => {
    const answer = await browser()(`/install/${legacy.key}`);
    const there = new URL(answer.headers.get("location") ?? "");
    expect(there.origin).toBe(platform.url);
    const preAuth = platform.calls.findLast((call) => call.path.endsWith("/get_pre_auth_code"));
    expect([preAuth?.method, preAuth?.body.suite_id]).toEqual(["POST", legacy.suiteId]);
  });

  test("create_auth, three times: answered in time, exchanged once within seconds", async () => {
    const xml = `<xml><SuiteId><![CDATA[${suite.suiteId}]]></SuiteId><AuthCode><![CDATA[code-of-the-event]]></AuthCode><InfoType><![CDATA[create_auth]]></InfoType><TimeStamp>${now()}</TimeStamp></xml>`;
    for (let tries = 0; tries < 3; tries += 1) {
      const answer = await push(command(suite.key), suite, xml, suite.suiteId);
      expect([answer.status, await answer.text()]).toEqual([200, "success"]);
    }
    await expect.poll(() => platform.count("get_permanent_code"), { timeout: 10_000 }).toBe(2);
    const exchanged = platform.calls.filter((call) => call.body.auth_code === "code-of-the-event");
    expect(exchanged).toHaveLength(1);
  });

  test("业务设置 signs the admin in and shows their enterprise only", async () => {
    const visit = browser();
    const first = await visit(`/wecom/${suite.key}/settings?auth_code=code-of-the-login`);
    expect(first.status).toBe(303);
    const address = first.headers.get("location") ?? "";
    expect(address).not.toContain("code-of-the-login");
    const page = await (await visit(address)).text();
    expect(page).toContain(SITE.name);
    const done = await visit(`${address}/continue`, { method: "POST", headers: { origin: portalUrl } });
    expect(new URL(done.headers.get("location") ?? "", portalUrl).pathname).toBe("/corp");
    const corp = await (await visit("/corp")).text();
    expect(corp).toContain(SITE.name);
    expect(corp).not.toContain(MARKET.name);
    const login = platform.calls.find((call) => call.path.endsWith("/get_login_info"));
    expect(login?.query.get("access_token")).toMatch(/^PAT/);
  });

  test("R17: what the portal printed holds no secret, code or token", () => {
    const secrets = [
      world.provider.secret,
      ...world.suites.flatMap((one) => [one.suiteSecret, one.token, one.encodingAesKey, `ticket-${one.key}`]),
      "code-of-the-redirect",
      "code-of-the-event",
      "code-of-the-login",
      `PC-${SITE.corpid}`,
      `CAT-${SITE.corpid}`,
      "s".repeat(40),
      "p".repeat(40),
      world.owner.password,
    ];
    expect(portal.output.length).toBeGreaterThan(100);
    expect(secrets.filter((secret) => portal.output.includes(secret))).toEqual([]);
  });
});
