import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { get } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { controlRoutes } from "../../simulator/control/routes";
import { readSettings } from "../../simulator/settings";
import { startSimulator } from "../../simulator/start";
import { freePort, install, type Kit, SUITE, startKit, submitForm } from "./simulator-kit";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

let kit: Kit;
beforeEach(async () => {
  kit = await startKit();
});
afterEach(() => kit.close());

describe("control API", () => {
  test("snapshot and restore bring everything back, tokens included", async () => {
    const { accessToken } = await install(kit);
    await kit.control("POST", "snapshot", { name: "before" });
    await kit.control("POST", `corps/${kit.corpid}/cancel`, { suiteId: "crm" });
    expect(await kit.api(`agent/list?access_token=${accessToken}`)).toMatchObject({ errcode: 40014 });
    await kit.control("POST", "restore", { name: "before" });
    expect(await kit.api(`agent/list?access_token=${accessToken}`)).toMatchObject({ errcode: 0 });
    expect(await kit.control("POST", "restore", { name: "never" })).toMatchObject({ error: "not_found" });
  });

  test("reset with a seed of its own", async () => {
    await kit.control("POST", "reset", {
      suites: [{ suiteId: "wwfresh", key: "fresh" }],
      corps: [{ corpid: "wwfreshcorp", installs: ["fresh"] }],
    });
    expect(await kit.control("GET", "suites")).toMatchObject({ suites: [{ suiteId: "wwfresh" }] });
    expect(await kit.control("GET", "corps/wwfreshcorp")).toMatchObject({
      installs: [{ suiteId: "wwfresh", status: "active" }],
    });
  });

  test("calls are counted by path, corp and suite", async () => {
    const { accessToken } = await install(kit);
    await kit.api(`agent/list?access_token=${accessToken}`);
    await kit.api(`agent/list?access_token=${accessToken}`);
    expect(await kit.control("GET", `calls?path=agent/list&corpid=${kit.openCorpid}`)).toMatchObject({
      total: 2,
      calls: [
        {
          path: "agent/list",
          corpid: kit.corpid,
          wireCorpid: kit.openCorpid,
          suiteId: SUITE,
          count: 2,
          errors: 0,
        },
      ],
    });
  });

  test("history is JSON lines of what came in and went out", async () => {
    await kit.suiteToken();
    const text = await (await fetch(`${kit.simulator.url}/_sim/history`)).text();
    const rows = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { what: string; direction: string; path: string });
    expect(rows.map((row) => `${row.direction} ${row.what}`)).toEqual(["out delivery", "in api"]);
  });

  test("thousands of corps at once", async () => {
    const { corps } = (await kit.control("POST", "corps", { count: 10_000 })) as {
      corps: Array<{ corpid: string }>;
    };
    expect(new Set(corps.map((corp) => corp.corpid)).size).toBe(10_000);
    const { accessToken } = await install(kit);
    expect(await kit.api(`agent/list?access_token=${accessToken}`)).toMatchObject({ errcode: 0 });
  });

  test("business-setting answers the URL a browser would open", async () => {
    await install(kit);
    const { url } = await kit.control("POST", `corps/${kit.corpid}/business-setting`, {
      suiteId: "crm",
      adminId: "admin-2",
    });
    expect(String(url)).toMatch(
      new RegExp(`^${kit.receiver.url}/settings\\?a=1&c=${kit.openCorpid}&auth_code=\\w+$`),
    );
  });

  test("what is not there is 404, what is wrong is 400", async () => {
    expect(await kit.control("POST", "suites/nobody/push-ticket")).toMatchObject({ error: "not_found" });
    expect(await kit.control("POST", `corps/${kit.corpid}/cancel`, { suiteId: "crm" })).toMatchObject({
      error: "not_found",
    });
    expect(await kit.control("POST", "events", { type: 3 })).toMatchObject({ error: "bad_request" });
    expect(await kit.control("POST", "settings", { switches: { nonsense: true } })).toMatchObject({
      error: "bad_request",
    });
    expect(await kit.control("GET", "openapi.json")).toMatchObject({ openapi: "3.1.0" });
  });

  test("OpenAPI names every route there is, and the schemas that bodies are checked with", async () => {
    const { paths } = (await kit.control("GET", "openapi.json")) as {
      paths: Record<string, Record<string, { requestBody?: unknown }>>;
    };
    const named = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    const { routes } = controlRoutes(kit.simulator.world);
    const real = routes
      .filter((route) => route.method !== "ALL" && route.path !== "/openapi.json")
      .map((route) => `${route.method} ${route.path}`);
    expect(named.sort()).toEqual([...new Set(real)].sort());
    expect(JSON.stringify(paths["/faults"]?.post?.requestBody)).toContain("consumed_blackhole");
    expect(JSON.stringify(paths["/corps/{corpid}/install"]?.post?.requestBody)).toContain('"authMode"');
  });

  test("a stranger's name pointed at this machine opens neither the control API nor the consoles", async () => {
    const ask = (page: string, host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const { port } = new URL(kit.simulator.url);
        const options = { host: "127.0.0.1", port, path: page, headers: { Host: host } };
        request(options, (reply) => resolve(reply.resume().statusCode))
          .on("error", reject)
          .end();
      });
    for (const page of ["/_sim/state", "/vendor", "/faults"])
      expect([await ask(page, "evil.example"), await ask(page, "localhost:1")]).toEqual([421, 200]);
    // WeCom's own names may be mapped here.
    expect(await ask("/cgi-bin/service/get_suite_token", "qyapi.weixin.qq.com")).toBe(200);
  });

  test("another site's page may not press buttons here", async () => {
    const headers = { Origin: "http://evil.example" };
    const response = await fetch(`${kit.simulator.url}/_sim/reset`, { method: "POST", headers });
    expect(response.status).toBe(403);
  });
});

describe("settings and state", () => {
  test("a public address needs a control token; a token is asked for when set", async () => {
    expect(() => readSettings({ SIM_HOST: "0.0.0.0" }, [])).toThrow("SIM_CONTROL_TOKEN");
    expect(() => readSettings({ SIM_PORT: "many" }, [])).toThrow("SIM_PORT");
    const token = "a-token-of-sixteen";
    expect(readSettings({ SIM_HOST: "0.0.0.0", SIM_CONTROL_TOKEN: token }, ["--port", "4999"])).toMatchObject(
      { port: 4999, controlToken: token },
    );
    const own = await startKit({ controlToken: token });
    const ask = (authorization: string) =>
      fetch(`${own.simulator.url}/_sim/state`, { headers: { authorization } });
    expect([(await ask("Bearer wrong")).status, (await ask(`Bearer ${token}`)).status]).toEqual([401, 200]);
    await own.close();
  });

  test("on a public address the consoles ask for the token, the pages of a redirect do not", async () => {
    const token = "a-token-of-sixteen";
    const own = await startKit({ controlToken: token, host: "0.0.0.0" });
    const open = async (page: string, password?: string) => {
      const headers = new Headers();
      if (password !== undefined) headers.set("Authorization", `Basic ${btoa(`any:${password}`)}`);
      return (await fetch(`${own.simulator.url}${page}`, { headers })).status;
    };
    for (const page of ["/", "/vendor", "/admin", "/phone", "/faults", "/settings", "/calls"])
      expect([await open(page), await open(page, "wrong"), await open(page, token)]).toEqual([401, 401, 200]);
    expect([await open("/3rdapp/install"), await open("/_assets/style.css")]).toEqual([400, 200]);
    await own.close();
  });

  test.runIf(hasOpenssl)("HTTPS with a certificate of one's own", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "sim-tls-"));
    const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
    const made = spawnSync("openssl", [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
    ]);
    expect(made.status).toBe(0);
    expect(() => readSettings({ SIM_TLS_CERT: cert }, [])).toThrow("SIM_TLS_KEY");
    const own = await startSimulator({ port: await freePort(), tls: { key, cert } });
    expect(own.url).toMatch(/^https:/);
    const status = await new Promise((resolve, reject) => {
      get(`${own.url}/_sim/health`, { ca: readFileSync(cert), servername: "localhost" }, (reply) =>
        resolve(reply.statusCode),
      ).on("error", reject);
    });
    expect(status).toBe(200);
    await own.close();
    rmSync(folder, { recursive: true });
  });

  test("--state: a restart finds installs, tokens and time again", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "sim-state-"));
    const stateFile = path.join(folder, "state.json");
    const first = await startKit({ stateFile });
    const { accessToken } = await install(first);
    await first.control("POST", "clock/advance", { seconds: 100 });
    await first.close();
    const second = await startSimulator({ port: await freePort(), stateFile });
    const reply = await (await fetch(`${second.url}/cgi-bin/agent/list?access_token=${accessToken}`)).json();
    expect(reply).toMatchObject({ errcode: 0 });
    expect(second.state.clockOffsetMs).toBe(100_000);
    await second.close();
    rmSync(folder, { recursive: true });
  });
});

describe("pages", () => {
  test.each([
    "/vendor",
    `/vendor/suites/${SUITE}`,
    "/admin",
    "/admin/wwcorp00000000001",
    "/deliveries",
    "/faults",
    "/phone",
  ])("%s in Chinese and English", async (page) => {
    const open = async (lang: string) => (await fetch(`${kit.simulator.url}${page}?lang=${lang}`)).text();
    expect(await open("zh")).toContain('<html lang="zh-CN">');
    expect(await open("en")).toContain('<html lang="en">');
  });

  test("what a stranger typed is shown as text", async () => {
    await kit.control("POST", "suites", { suiteId: "wwx", name: "<script>alert(1)</script>" });
    const page = await (await fetch(`${kit.simulator.url}/vendor`)).text();
    expect(page).not.toContain("<script>");
    expect(page).toContain("&lt;script&gt;");
  });

  test("the vendor console saves URLs with the live proof and shows the verdict", async () => {
    const address = `${kit.simulator.url}/vendor/suites/${SUITE}`;
    kit.receiver.react = (received, response) => response.end(`"${received.message}"`);
    const page = await (await fetch(address)).text();
    await submitForm(page, kit.simulator.url, "sim-urls-form");
    const after = await (await fetch(address)).text();
    expect(after).toContain('data-testid="sim-proof-command" data-verdict="quoted"');
  });
});
