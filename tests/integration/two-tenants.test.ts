import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findAdmin } from "@/lib/features/sign-in/find-admin";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import type { NewAdminSession } from "@/lib/store/admin-sessions";
import { addKey, openApi } from "@/tests/support/api-world";
import { createGatewayWorld, type GatewayWorld } from "@/tests/support/gateway-world";
import { CORP, SUITE_ID, until } from "@/tests/support/install-world";

const OTHER = "wwcorpcanaryb0001";
/** What only the other enterprise has, by where it is put. */
const CANARIES = {
  name: "乙方canaryname",
  message: "canary-of-what-b-wrote",
  endpoint: "canary-endpoint-of-b",
  link: "canary-customer-of-b",
};

let world: GatewayWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let rowOf: Record<string, string>;
/** Every word that must not be seen from outside: the canaries, and each id of the other enterprise. */
let forbidden: string[];
let ids: Record<string, string>;

async function install(corpId: string): Promise<void> {
  await world.control("POST", `corps/${corpId}/install`, { suiteId: SUITE_ID });
}

const say = (corpid: string, content: string) =>
  world.control("POST", "events", {
    suiteId: SUITE_ID,
    corpid,
    channel: "data",
    type: "text",
    fields: { Content: content },
  });

beforeAll(async () => {
  world = await createGatewayWorld();
  world.work();
  world.send();
  await world.giveTicket();
  const { openCorpid } = await world.control("POST", "corps", { corpid: OTHER, name: CANARIES.name });
  for (const corpId of [CORP, OTHER]) await install(corpId);
  const { rows } = await until(async () => {
    const found = await world.sql.query(
      `SELECT c.id, c.name, c.plain_corp_id, c.open_corp_id FROM corps c JOIN authorizations a ON a.corp_row_id = c.id
       WHERE a.status = 'active'`,
    );
    return found.rows.length === 2 ? found : null;
  });
  const other = rows.find((one) => one.name === CANARIES.name);
  rowOf = { a: rows.find((one) => one !== other)?.id, b: other?.id };
  const corpOf = (row: { plain_corp_id: string | null; open_corp_id: string | null }) =>
    row.plain_corp_id ?? row.open_corp_id ?? "";
  const [a, b] = [corpOf(rows.find((one) => one !== other)), corpOf(other)];

  portal = await openApi(world.deps);
  const staff = await addKey(world.deps, { scopes: ["*"], suites: ["*"] });
  const made = await portal.ask("POST", "/endpoints", {
    key: staff.key,
    body: {
      name: CANARIES.endpoint,
      suite: "crm",
      url: `${world.receiver.url}/${CANARIES.endpoint}`,
      events: ["*"],
      corps: [b],
    },
  });
  expect(made.status).toBe(201);
  const link = await portal.ask("POST", "/suites/crm/install-links", {
    key: staff.key,
    body: { customer: CANARIES.link, expected_corp_id: OTHER },
  });
  await say(CORP, "what a wrote");
  await say(OTHER, CANARIES.message);
  await world.settled();
  const delivery = await until(async () => {
    const found = await world.sql.query("SELECT id, event_id FROM deliveries WHERE endpoint_id = $1", [
      made.body.id,
    ]);
    return found.rows[0];
  });
  ids = {
    a,
    b,
    endpointId: made.body.id,
    linkId: link.body.id,
    deliveryId: delivery.id,
    eventId: delivery.event_id,
  };
  forbidden = [
    ...Object.values(CANARIES),
    OTHER,
    String(openCorpid),
    b,
    rowOf.b ?? "",
    delivery.id,
    link.body.id,
  ];
}, 60_000);
afterAll(async () => {
  await portal?.close();
  await world?.close();
});

/** Everything that a key gets by reading: each GET of the registry, with ids of the other enterprise where it wants ids. */
async function readAll(key: string, corpId: string): Promise<string> {
  const answers: string[] = [];
  for (const route of API_ROUTES.filter((one) => one.method === "GET")) {
    const path = route.path.replace(/\{([^}]+)\}/g, (_all, name: string) =>
      name === "suite" ? "crm" : name === "corpId" ? corpId : (ids[name] ?? randomUUID()),
    );
    const query =
      route.operationId === "streamEvents" ? "?wait=0&payload=full&since=2020-01-01T00:00:00Z" : "";
    answers.push((await portal.ask("GET", `${path}${query}`, { key })).text);
  }
  for (const filter of [`corp=${ids.b}`, `corp=${OTHER}`])
    answers.push((await portal.ask("GET", `/events?${filter}`, { key })).text);
  answers.push((await portal.ask("GET", `/corps?q=${encodeURIComponent(CANARIES.name)}`, { key })).text);
  return answers.join("\n");
}

describe("two enterprises of one provider", () => {
  test("E2: lists, single rows, searches and the stream show a key of one enterprise nothing of the other", async () => {
    const [mine, theirs] = [
      await addKey(world.deps, { scopes: ["*"], corps: [ids.a ?? ""] }),
      await addKey(world.deps, { scopes: ["*"], corps: [] }),
    ];
    const seen = await readAll(theirs.key, ids.b ?? "");
    // Else the test would look for what nobody could see.
    for (const canary of Object.values(CANARIES)) expect(seen).toContain(canary);
    for (const corpId of [ids.a ?? "", ids.b ?? ""]) {
      const read = await readAll(mine.key, corpId);
      expect(read).toContain("what a wrote");
      for (const word of forbidden) expect(read).not.toContain(word);
    }
  });

  test("E2: the page of one enterprise's admin is made of that enterprise alone", async () => {
    const own = JSON.stringify(await world.deps.store.ownCorp.findOwnCorp(rowOf.a ?? ""));
    expect(own).toContain("一号企业");
    for (const word of forbidden) expect(own).not.toContain(word);
  });

  test("D9: the same user id in two enterprises is two people", async () => {
    const { deps, suite } = world;
    const session = (corpRowId: string): NewAdminSession => ({
      suiteRowId: suite.id,
      corpRowId,
      userId: "samebody",
      userName: "同名",
      avatar: null,
      userType: 1,
      access: "manage",
      expiresAt: new Date(Date.now() + 3_600_000),
    });
    const [a, b] = [
      await deps.store.adminSessions.startAdminSession(session(rowOf.a ?? "")),
      await deps.store.adminSessions.startAdminSession(session(rowOf.b ?? "")),
    ];
    expect(await findAdmin(deps, a.token)).toMatchObject({ userId: "samebody", corpRowId: rowOf.a });
    expect(await findAdmin(deps, b.token)).toMatchObject({ userId: "samebody", corpRowId: rowOf.b });
    // What ends the one's sessions leaves the other's alone.
    await deps.store.adminSessions.endAdminSessionsOf(suite.id, rowOf.a ?? "");
    expect(await findAdmin(deps, a.token)).toBeNull();
    expect(await findAdmin(deps, b.token)).not.toBeNull();
    await world.sql.query("UPDATE authorizations SET status = 'cancelled' WHERE corp_row_id = $1", [rowOf.b]);
    expect(await findAdmin(deps, b.token)).toBeNull();
  });
});
