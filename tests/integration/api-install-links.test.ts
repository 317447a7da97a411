import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completeInstall } from "@/lib/features/install/complete-install";
import { openInstallLink } from "@/lib/features/install/install-links";
import { startInvitedInstall } from "@/lib/features/install/start-invited-install";
import { addKey, openApi, type Told } from "@/tests/support/api-world";
import {
  BROWSER,
  CORP,
  createInstallWorld,
  type InstallWorld,
  SUITE_ID,
} from "@/tests/support/install-world";

const PATH = "/suites/crm/install-links";
let world: InstallWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let key: string;

beforeAll(async () => {
  world = await createInstallWorld();
  await world.giveTicket();
  portal = await openApi(world.deps);
  ({ key } = await addKey(world.deps));
});
afterAll(async () => {
  await portal.close();
  await world.close();
});

const make = (body: object = {}, headers: Record<string, string> = {}): Promise<Told> =>
  portal.ask("POST", PATH, { key, body: { customer: "晨星科技", ...body }, headers });
const look = async (id: string) => (await portal.ask("GET", `${PATH}/${id}`, { key })).body;
const tokenOf = (told: Told): string => new URL(told.body.url).pathname.split("/").at(-1) ?? "";

/** The customer's admin follows a link to the end, as an enterprise of the simulator. */
async function accept(token: string, corpid = CORP): Promise<string> {
  const started = await startInvitedInstall(world.deps, { suite: world.suite, token, browserToken: BROWSER });
  if (!started.ok) throw new Error(started.code);
  const state = new URL(started.value.url).searchParams.get("state") ?? "";
  const { authCode } = await world.control("POST", `corps/${corpid}/install`, {
    suiteId: SUITE_ID,
    origin: "website",
    state,
  });
  const outcome = await completeInstall(world.deps, {
    suite: world.suite,
    browserToken: BROWSER,
    state,
    authCode: String(authCode),
  });
  if (outcome.kind !== "done") throw new Error(outcome.kind);
  return outcome.corpId;
}

describe("install links", () => {
  test("tell how far an invitation has come, and by whom it was accepted", async () => {
    const made = await make({ inviter: "北辰软件" });
    expect(made).toMatchObject({ status: 201, body: { status: "made", customer: "晨星科技" } });
    const { id } = made.body;
    await openInstallLink(world.deps, world.suite, tokenOf(made));
    expect(await look(id)).toMatchObject({ status: "opened", opened_at: expect.any(String) });
    const corpId = await accept(tokenOf(made));
    expect(await look(id)).toMatchObject({
      status: "authorized",
      authorized_by: { corp_id: corpId, name: "一号企业", is_expected: null },
      authorized_at: expect.any(String),
    });
    // Single use.
    const again = await startInvitedInstall(world.deps, {
      suite: world.suite,
      token: tokenOf(made),
      browserToken: BROWSER,
    });
    expect(again).toEqual({ ok: false, code: "link.closed" });
  });

  test("say when another enterprise than the expected one accepted", async () => {
    const right = await make({ expected_corp_id: await accept(tokenOf(await make())) });
    await accept(tokenOf(right));
    expect(await look(right.body.id)).toMatchObject({
      status: "authorized",
      authorized_by: { is_expected: true },
    });
    const wrong = await make({ expected_corp_id: "wwsomebodyelse0001" });
    await accept(tokenOf(wrong));
    expect(await look(wrong.body.id)).toMatchObject({
      status: "authorized_other",
      authorized_by: { is_expected: false },
    });
  });

  test("keep the cause of a failure until a later try succeeds", async () => {
    const made = await make();
    const started = await startInvitedInstall(world.deps, {
      suite: world.suite,
      token: tokenOf(made),
      browserToken: BROWSER,
    });
    if (!started.ok) throw new Error(started.code);
    await completeInstall(world.deps, {
      suite: world.suite,
      browserToken: BROWSER,
      state: new URL(started.value.url).searchParams.get("state"),
      authCode: "not-a-code-of-wecom",
    });
    expect(await look(made.body.id)).toMatchObject({
      status: "failed",
      failure: { code: "install.code_refused", errcode: 40078 },
    });
    await accept(tokenOf(made));
    expect(await look(made.body.id)).toMatchObject({ status: "authorized", failure: null });
  });

  test("end when withdrawn or over, and nothing of their address is kept", async () => {
    const made = await make();
    const token = tokenOf(made);
    const ended = await portal.ask("DELETE", `${PATH}/${made.body.id}`, { key });
    expect(ended).toMatchObject({ status: 200, body: { status: "revoked" } });
    expect((await portal.ask("DELETE", `${PATH}/${made.body.id}`, { key })).body.status).toBe("revoked");
    const late = await make({ expires_in: 86_400 });
    world.skew(86_401_000);
    expect(await look(late.body.id)).toMatchObject({ status: "expired" });
    for (const one of [token, tokenOf(late)])
      expect(
        await startInvitedInstall(world.deps, { suite: world.suite, token: one, browserToken: BROWSER }),
      ).toEqual({ ok: false, code: "link.closed" });
    world.skew(0);
    const { rows } = await world.sql.query("SELECT l::text AS line FROM install_links l");
    expect(rows.filter((row) => row.line.includes(token))).toEqual([]);
    expect((await portal.ask("GET", `${PATH}/${made.body.id}`, { key })).text).not.toContain(token);
  });

  test("an address that nobody was given reads one row and settles nothing", async () => {
    let settled = 0;
    const { installLinks } = world.deps.store;
    const counting = {
      ...installLinks,
      settleLinks: () => {
        settled += 1;
        return installLinks.settleLinks();
      },
    };
    const deps = { ...world.deps, store: { ...world.deps.store, installLinks: counting } };
    expect(await openInstallLink(deps, world.suite, "A".repeat(32))).toBeNull();
    expect(settled).toBe(0);
    expect(await openInstallLink(deps, world.suite, tokenOf(await make()))).not.toBeNull();
    expect(settled).toBe(1);
  });

  test("F4: a key that is held to some enterprises invites those only and sees its own links only", async () => {
    const held = await addKey(world.deps, { corps: ["wwheld000000000001"] });
    const ask = (body: object) => portal.ask("POST", PATH, { key: held.key, body });
    expect((await ask({ customer: "x" })).status).toBe(404);
    expect((await ask({ customer: "x", expected_corp_id: "wwother0000000001" })).status).toBe(404);
    const own = await ask({ customer: "x", expected_corp_id: "wwheld000000000001" });
    expect(own.status).toBe(201);
    const list = await portal.ask("GET", PATH, { key: held.key });
    expect(list.body.data.map((one: { id: string }) => one.id)).toEqual([own.body.id]);
    const foreign = (await make()).body.id;
    expect((await portal.ask("GET", `${PATH}/${foreign}`, { key: held.key })).status).toBe(404);
  });

  test("are listed newest first, page by page, without gaps or doubles", async () => {
    const all: string[] = [];
    let cursor: string | null = null;
    do {
      const told: Told = await portal.ask("GET", `${PATH}?limit=2${cursor ? `&cursor=${cursor}` : ""}`, {
        key,
      });
      all.push(...told.body.data.map((one: { created_at: string; id: string }) => one.id));
      cursor = told.body.next_cursor;
    } while (cursor);
    const { rows } = await world.sql.query("SELECT id FROM install_links ORDER BY created_at DESC, id DESC");
    expect(all).toEqual(rows.map((row) => row.id));
  });
});

describe("R22: a POST that creates, repeated", () => {
  const count = async () => (await world.sql.query("SELECT count(*)::int AS n FROM install_links")).rows[0].n;

  test("fifty equal ones at once have one effect; the rest are replays or 409", async () => {
    const before = await count();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => make({}, { "idempotency-key": "order-4711" })),
    );
    expect((await count()) - before).toBe(1);
    const good = answers.filter((told) => told.status === 201);
    expect(good.length).toBeGreaterThanOrEqual(1);
    expect(new Set(good.map((told) => told.text)).size).toBe(1);
    for (const told of answers.filter((one) => one.status !== 201))
      expect(told).toMatchObject({ status: 409, body: { code: "api.idempotency_running" } });
    const late = await make({}, { "idempotency-key": "order-4711" });
    expect(late).toMatchObject({ status: 201, text: good[0]?.text });
    expect(late.headers.get("idempotent-replayed")).toBe("true");
    expect(late.headers.get("cache-control")).toBe("no-store");
  });

  test("another body with the same value is 422; another key's value is its own; a day later it is free", async () => {
    const other = await make({ customer: "别家" }, { "idempotency-key": "order-4711" });
    expect(other).toMatchObject({ status: 422, body: { code: "api.idempotency_mismatch" } });
    const before = await count();
    const neighbour = await addKey(world.deps);
    const told = await portal.ask("POST", PATH, {
      key: neighbour.key,
      body: { customer: "别家" },
      headers: { "idempotency-key": "order-4711" },
    });
    expect(told.status).toBe(201);
    world.skew(86_400_000);
    expect((await make({ customer: "别家" }, { "idempotency-key": "order-4711" })).status).toBe(201);
    world.skew(0);
    expect((await count()) - before).toBe(2);
  });

  test("a call of a process that died may be repeated after a minute, and not before", async () => {
    const ask = () => make({ customer: "断电" }, { "idempotency-key": "order-4712" });
    await ask();
    await world.sql.query(
      "UPDATE idempotent_calls SET state = 'running', status = NULL, answer_sealed = NULL WHERE state = 'done'",
    );
    expect((await ask()).status).toBe(409);
    world.skew(61_000);
    expect((await ask()).status).toBe(201);
    world.skew(0);
  });

  test("what is kept is sealed: an address in it cannot be read from the database", async () => {
    const made = await make({ customer: "封存" }, { "idempotency-key": "order-4713" });
    const { rows } = await world.sql.query(
      "SELECT encode(answer_sealed, 'escape') AS text FROM idempotent_calls",
    );
    expect(rows.some((row) => row.text?.includes(tokenOf(made)))).toBe(false);
  });
});
