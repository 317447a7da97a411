import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "@/tests/support/api-client";
import { addKey, openApi } from "@/tests/support/api-world";
import { createProxyWorld } from "@/tests/support/proxy-world";

const run = promisify(execFile);
const SCRIPT = path.resolve(import.meta.dirname, "../../docs/call_wecom.py");

let world: Awaited<ReturnType<typeof createProxyWorld>>;
let portal: Awaited<ReturnType<typeof openApi>>;

beforeAll(async () => {
  world = await createProxyWorld();
  portal = await openApi(world.deps, undefined, world.proxyTo(world.simulator.url).parts);
});
afterAll(async () => {
  await portal.close();
  await world.close();
});

describe("as a new user would", () => {
  test("the script of docs/call-wecom.md lists enterprises, calls WeCom and reads a token", async () => {
    // The key of the documents' example, as the bootstrap file would give it.
    const key = "wpk_example-of-the-bootstrap-file";
    await world.deps.store.apiKeys.saveGivenKey({
      name: "crm-backend",
      key,
      suites: ["crm"],
      scopes: ["tokens:read", "proxy:call", "events:read"],
    });
    const env = { ...process.env, PORTAL_URL: portal.url, PORTAL_KEY: key };
    const { stdout } = await run("python3", [SCRIPT, "crm"], { env });
    expect(stdout).toMatch(
      /^enterprise: 一号企业 \(wp\w+\)\ndepartments: \d+\naccess_token: good for \d+ seconds\n$/,
    );
    await expect(
      run("python3", [SCRIPT, "crm"], { env: { ...env, PORTAL_KEY: "wpk_wrong-wrong" } }),
    ).rejects.toThrow(/401 api\.key_refused/);
  });

  test("the generated client knows every parameter and answer, and throws problems with their code", async () => {
    const { key } = await addKey(world.deps);
    const client = createClient({ baseUrl: portal.url, key });
    const { data } = await client.listCorps({ query: { suite: "crm", status: "active" } });
    const corpId = data[0]?.corp_id ?? "";
    const token = await client.getAccessToken({ path: { suite: "crm", corpId } });
    expect(token.expires_in).toBeGreaterThanOrEqual(300);
    const again = await client.reportInvalidAccessToken({
      path: { suite: "crm", corpId },
      body: { access_token: "not-the-current-one" },
    });
    expect(again.access_token).toBe(token.access_token);
    const made = await client.createInstallLink({
      path: { suite: "crm" },
      body: { customer: "晨星科技" },
      idempotencyKey: "once",
    });
    expect(made.status).toBe("made");
    await expect(
      client.getCorp({ path: { suite: "crm", corpId: "wwnobody000000001" } }),
    ).rejects.toMatchObject({
      name: "ApiProblem",
      problem: { status: 404, code: "api.not_found", required_scope: "corps:read" },
    });
  });
});
