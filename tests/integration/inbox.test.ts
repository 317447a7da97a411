import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { csvCell } from "@/lib/core/csv";
import { eventNameOf } from "@/lib/core/event-names";
import { writeXml } from "@/lib/core/xml/write-xml";
import { keepRetention, readRetention } from "@/lib/features/callbacks/keep-retention";
import { eventFilter } from "@/lib/features/console/event-filter";
import { exportEvents } from "@/lib/features/console/export-events";
import { countNewEvents, listEvents } from "@/lib/features/console/list-events";
import { maskOf } from "@/lib/features/console/mask-event";
import { previewReplay, replayEvents } from "@/lib/features/console/replay-events";
import { changeRetention } from "@/lib/features/console/retention";
import { revealEvent, showEvent } from "@/lib/features/console/show-event";
import { showTimeline } from "@/lib/features/console/show-timeline";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { startWorker } from "@/lib/runtime/worker";
import { addSignedInStaff, createConsoleDeps } from "@/tests/support/console-deps";

const DAY = 86_400_000;
type World = Awaited<ReturnType<typeof createConsoleDeps>>;

let world: World;
let owner: StaffPrincipal;
let operator: StaffPrincipal;
let viewer: StaffPrincipal;
let suites: Record<"crm" | "oa", string>;
const CORP = "wwcorp0000000001";

beforeAll(async () => {
  world = await createConsoleDeps();
  owner = (await addSignedInStaff(world.deps, "owner")).principal;
  operator = (await addSignedInStaff(world.deps, "operator")).principal;
  viewer = (await addSignedInStaff(world.deps, "viewer")).principal;
  const made: string[] = [];
  for (const key of ["crm", "oa"]) {
    const input = {
      key: key as never,
      name: key,
      kind: "app",
      dialect: "wecom",
      installAuthType: 0,
      appIds: [] as number[],
    } as const;
    made.push((await world.deps.store.suites.saveSuite(input)).suite.id);
  }
  suites = { crm: made[0] ?? "", oa: made[1] ?? "" };
  await sql(
    "INSERT INTO corps (id, plain_corp_id, open_corp_id, name) VALUES (gen_random_uuid(), $1, 'wpopen', '=cmd()')",
    [CORP],
  );
});
afterAll(() => world?.close());
beforeEach(() => sql("TRUNCATE inbound_events, work_items, callback_requests"));

async function sql(text: string, values: unknown[] = []) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function add(
  given: Partial<{
    type: string;
    suite: string | null;
    corp: string | null;
    fields: object;
    isStale: boolean;
    channel: "command" | "data" | "provider";
  }> = {},
) {
  world.advance(1_000);
  const { type = "text", suite = suites.crm, corp = CORP } = given;
  const accepted = await world.deps.store.inboundEvents.acceptEvent({
    suiteRowId: suite,
    channel: given.channel ?? "data",
    type,
    changeType: null,
    corpId: corp,
    receiveId: corp ?? "",
    platformTime: world.deps.clock.now(),
    receivedAt: world.deps.clock.now(),
    meaningHash: randomBytes(32),
    isStale: given.isStale ?? false,
    payload: writeXml({ MsgType: "text", ...given.fields }),
    priority: 10,
    parkUnlessKnownUntil: null,
  });
  return accepted.id;
}
const list = (query: Record<string, string> = {}) => listEvents(world.deps, viewer, eventFilter.parse(query));
const idsOf = async (query: Record<string, string> = {}) => (await list(query)).events.map((one) => one.id);

describe("the list of events", () => {
  test("pages lead to older and back to newer ones without losing or repeating any", async () => {
    const all: string[] = [];
    for (let n = 0; n < 120; n += 1) all.unshift(await add());
    const first = await list();
    expect([first.newer, first.events.map((one) => one.id)]).toEqual([null, all.slice(0, 50)]);
    const second = await list({ before: first.older ?? "" });
    const third = await list({ before: second.older ?? "" });
    expect(third.older).toBeNull();
    expect([...first.events, ...second.events, ...third.events].map((one) => one.id)).toEqual(all);
    const back = await list({ after: third.newer ?? "" });
    expect(back.events.map((one) => one.id)).toEqual(second.events.map((one) => one.id));
    expect((await list({ after: back.newer ?? "" })).newer).toBeNull();
  });

  test("filters narrow by suite, corp (either id), type, state and time; what is malformed narrows nothing", async () => {
    const crm = await add();
    const oa = await add({ suite: suites.oa, type: "image", corp: "wpopen" });
    const provider = await add({ suite: null, channel: "provider", type: "register_corp", corp: null });
    const stale = await add({ isStale: true });
    await sql("DELETE FROM work_items");
    expect(await idsOf({ suite: "oa" })).toEqual([oa]);
    expect(await idsOf({ suite: "_provider" })).toEqual([provider]);
    expect(await idsOf({ suite: "nobody" })).toEqual([]);
    expect(await idsOf({ corp: CORP })).toEqual([stale, oa, crm]);
    expect(await idsOf({ corp: "wpopen" })).toEqual([stale, oa, crm]);
    expect(await idsOf({ type: "image" })).toEqual([oa]);
    expect(await idsOf({ type: "register_corp" })).toEqual([provider]);
    expect(await idsOf({ state: "stale" })).toEqual([stale]);
    expect(await idsOf({ state: "done" })).toEqual([provider, oa, crm]);
    expect(await idsOf({ from: "2100-01-01" })).toEqual([]);
    expect(await idsOf({ to: "2100-01-01T00:00" })).toHaveLength(4);
    expect(await idsOf({ from: "yesterday'", state: "odd", cursor: "x", before: "1_2" })).toHaveLength(4);
  });

  test("the state follows the work row: waiting, parked, given up with its error and attempts", async () => {
    const [a, b, c] = [await add(), await add(), await add()];
    await sql("UPDATE work_items SET kind = 'parked_event' WHERE subject_id = $1", [b]);
    await sql(
      "UPDATE work_items SET state = 'dead', attempts = 5, last_error = 'boom' WHERE subject_id = $1",
      [c],
    );
    expect(await idsOf({ state: "waiting" })).toEqual([a]);
    expect(await idsOf({ state: "parked" })).toEqual([b]);
    const dead = await list({ state: "dead" });
    expect(dead.events[0]).toMatchObject({ id: c, work: { state: "dead", attempts: 5, lastError: "boom" } });
  });

  test("E9: words find what may be shown, and nothing that is masked", async () => {
    const id = await add({
      fields: { FromUserName: "woLiSi", Content: "secret words", SuiteTicket: "hidden-ticket" },
    });
    expect(await idsOf({ q: "wolisi" })).toEqual([id]);
    expect(await idsOf({ q: id })).toEqual([id]);
    expect((await list({ q: "wolisi" })).searched?.count).toBe(1);
    for (const q of ["secret words", "hidden-ticket", "••"]) expect(await idsOf({ q })).toEqual([]);
  });

  test("the live view counts what is newer than the newest on the page", async () => {
    const id = await add();
    const [event] = (await list()).events;
    const after = `${event?.receivedAt.getTime()}_${id}`;
    expect(await countNewEvents(world.deps, viewer, eventFilter.parse({ after }))).toEqual({
      count: 0,
      isMore: false,
    });
    await add();
    await add({ type: "image" });
    expect(await countNewEvents(world.deps, viewer, eventFilter.parse({ after, type: "image" }))).toEqual({
      count: 1,
      isMore: false,
    });
  });

  test("an event knows its neighbours within the filter", async () => {
    const [a, , c] = [await add(), await add({ type: "image" }), await add()];
    const found = await showEvent(world.deps, viewer, a, eventFilter.parse({ type: "text" }));
    expect(found.ok && [found.value.newer, found.value.older]).toEqual([c, null]);
    expect(await showEvent(world.deps, viewer, "no-uuid")).toEqual({ ok: false, code: "not_found" });
  });

  test("the timeline of a corp holds its events and the refused requests that named it", async () => {
    await add();
    await world.deps.store.callbackRequests.addRequests([
      {
        ...{
          receivedAt: world.deps.clock.now(),
          suiteRowId: null,
          label: "crm",
          channel: "data",
          method: "POST",
        },
        ...{ outcome: "refused", cause: "receive_id", isRefused: true, status: 403, bytesIn: 1, bytesOut: 0 },
        ...{
          answerMs: 1,
          receiveId: CORP,
          receiveKind: "corp",
          facts: {},
          remoteAddress: null,
          eventId: null,
          repeats: 1,
        },
      },
    ]);
    const found = await showTimeline(world.deps, viewer, CORP, {});
    expect(found.ok && found.value.entries.map((one) => one.kind).sort()).toEqual(["event", "request"]);
  });
});

describe("what staff may see and do", () => {
  const secret = { Content: "words", AuthCode: "code-1", Name: "李四", ExtAttr: { Item: { Name: "x" } } };

  test("E9: personal fields need an operator and a reason, and the audit log keeps both; codes never appear", async () => {
    const id = await add({ fields: secret });
    const shown = await showEvent(world.deps, owner, id);
    const text = JSON.stringify(shown.ok && shown.value.fields);
    for (const hidden of ["words", "code-1", "李四"]) expect(text).not.toContain(hidden);
    const wish = { eventId: id, reason: "客户来电核对" };
    expect(await revealEvent(world.deps, viewer, wish)).toEqual({ ok: false, code: "staff.forbidden" });
    expect(await revealEvent(world.deps, operator, { eventId: id, reason: " x " })).toEqual({
      ok: false,
      code: "request.invalid",
    });
    const revealed = JSON.stringify(await revealEvent(world.deps, operator, wish));
    expect(revealed).toContain("words");
    expect(revealed).toContain("李四");
    expect(revealed).not.toContain("code-1");
    const [entry] = await world.deps.store.audit.listAudit({ limit: 1 });
    expect(entry).toMatchObject({
      action: "event.revealed",
      subject: id,
      details: { reason: "客户来电核对" },
    });
  });

  test.each([
    ["SuiteTicket", "secret"],
    ["AuthCode", "secret"],
    ["RegisterCode", "secret"],
    ["WelcomeCode", "secret"],
    ["ErrCode", null],
    ["Mobile", "personal"],
    ["Content", "personal"],
    ["Location_X", "personal"],
    ["UserID", null],
    ["AuthCorpId", null],
  ])("E9: %s is %s", (name, mask) => {
    expect(maskOf(name)).toBe(mask);
  });

  test("a replay is counted first, needs an operator, revives dead work, leaves stale events alone and is audited", async () => {
    const [a, b] = [await add(), await add()];
    await add({ isStale: true });
    await add({ type: "image" });
    await sql("DELETE FROM work_items WHERE subject_id = $1", [a]);
    await sql("UPDATE work_items SET state = 'dead', attempts = 5 WHERE subject_id = $1", [b]);
    const filter = eventFilter.parse({ type: "text" });
    expect(await previewReplay(world.deps, viewer, filter)).toEqual({ ok: false, code: "staff.forbidden" });
    const preview = await previewReplay(world.deps, operator, filter);
    expect(preview.ok && preview.value.types).toEqual([{ type: "text", count: 2 }]);
    expect(await replayEvents(world.deps, viewer, { filter })).toEqual({
      ok: false,
      code: "staff.forbidden",
    });
    expect(await replayEvents(world.deps, operator, { filter })).toEqual({ ok: true, value: { queued: 2 } });
    const rows = await sql(
      "SELECT subject_id, state, attempts FROM work_items WHERE subject_id = ANY($1) ORDER BY 1",
      [[a, b]],
    );
    expect(rows.map((row) => [row.state, row.attempts])).toEqual([
      ["ready", 0],
      ["ready", 0],
    ]);
    const [entry] = await world.deps.store.audit.listAudit({ limit: 1 });
    expect(entry).toMatchObject({ action: "events.replayed", details: { queued: 2, type: "text" } });
    await sql("UPDATE work_items SET kind = 'parked_event', state = 'dead' WHERE subject_id = $1", [b]);
    await replayEvents(world.deps, operator, { filter: eventFilter.parse({ state: "dead" }) });
    expect(await idsOf({ state: "dead" })).toEqual([]);
    expect(await idsOf({ state: "waiting", type: "text" })).toEqual([b, a]);
    expect(await replayEvents(world.deps, operator, { eventId: a })).toEqual({
      ok: true,
      value: { queued: 1 },
    });
  });

  test("R4: a replay heals the past: what was lost to a bug is there again", async () => {
    const id = await add({
      type: "suite_ticket",
      channel: "command",
      corp: null,
      fields: { InfoType: "suite_ticket", SuiteTicket: "t-1" },
    });
    // As if the bug had thrown the work away.
    await sql("DELETE FROM work_items");
    expect(await sql("SELECT 1 FROM suite_tickets")).toEqual([]);
    await replayEvents(world.deps, operator, { eventId: id });
    const worker = startWorker(world.deps, { pollMs: 20, idlePollMs: 20 });
    await expect.poll(() => sql("SELECT 1 FROM suite_tickets"), { timeout: 20_000 }).toHaveLength(1);
    await worker.stop();
  });

  test("E8, E9: an export needs an operator, is audited, masks as the page does, and holds no formula", async () => {
    await add({ fields: { ...secret, UserID: "=1+1" } });
    await sql("UPDATE work_items SET last_error = '@boom'");
    const filter = eventFilter.parse({});
    expect(await exportEvents(world.deps, viewer, filter, "csv")).toEqual({
      ok: false,
      code: "staff.forbidden",
    });
    for (const format of ["csv", "jsonl"] as const) {
      const exported = await exportEvents(world.deps, operator, filter, format);
      let text = "";
      if (exported.ok) for await (const piece of exported.value) text += piece;
      for (const hidden of ["words", "code-1", "李四"]) expect(text).not.toContain(hidden);
      expect(text).toContain("=1+1");
      if (format === "csv") {
        expect(text.split("\r\n")).toHaveLength(3);
        expect(text).toContain(",'=cmd(),");
        expect(text).toContain(",'@boom,");
      } else
        expect(JSON.parse(text)).toMatchObject({
          corp_name: "=cmd()",
          fields: { UserID: "=1+1", AuthCode: "[secret]" },
        });
    }
    const [entry] = await world.deps.store.audit.listAudit({ limit: 1 });
    expect(entry).toMatchObject({ action: "events.exported", details: { count: 1 } });
  });

  test.each(["=1", "+1", "-1", "@x", "\t=1", "\r=1"])(
    "E8: a cell that begins with %j is no formula",
    (text) => {
      expect(csvCell(text).replace(/^"/, "")).toMatch(/^'/);
    },
  );

  test("an export of more than one piece has every event once", async () => {
    for (let round = 0; round < 51; round += 1) await Promise.all(Array.from({ length: 10 }, () => add()));
    const exported = await exportEvents(world.deps, operator, eventFilter.parse({ type: "text" }), "jsonl");
    const pieces: string[] = [];
    if (exported.ok) for await (const piece of exported.value) pieces.push(piece);
    const ids = pieces
      .join("")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).id);
    expect([pieces.length, ids.length, new Set(ids).size]).toEqual([2, 510, 510]);
  });

  test("words are searched in a window only, so no replay and no file is made from them", async () => {
    const filter = eventFilter.parse({ q: "words" });
    for (const refused of [
      await previewReplay(world.deps, operator, filter),
      await replayEvents(world.deps, operator, { filter }),
      await exportEvents(world.deps, operator, filter, "csv"),
    ])
      expect(refused).toEqual({ ok: false, code: "request.invalid" });
  });
});

describe("H15: retention", () => {
  test("each class has its own time; work of a purged event goes with it; what was done is visible", async () => {
    const ticket = await add({ type: "suite_ticket", channel: "command" });
    const message = await add();
    const grant = await add({ type: "create_auth", channel: "command" });
    await sql("UPDATE work_items SET state = 'dead'");
    world.advance(8 * DAY);
    await keepRetention(world.deps);
    expect((await idsOf()).sort()).toEqual([message, grant].sort());
    expect(await sql("SELECT 1 FROM work_items WHERE subject_id = $1", [ticket])).toEqual([]);
    world.advance(90 * DAY);
    await keepRetention(world.deps);
    expect(await idsOf()).toEqual([grant]);
    const { report } = await readRetention(world.deps);
    expect(report.classes.tickets).toMatchObject({ totalDeleted: 1 });
    expect(report.classes.messages).toMatchObject({ lastDeleted: 1, totalDeleted: 1 });
    expect(report.classes.events?.rows).toBe(1);
  });

  test("only an owner changes it, within bounds, and it is audited", async () => {
    const days = { tickets: 3, messages: 30, events: 60, refused_requests: 5, accepted_requests: 5 };
    expect(await changeRetention(world.deps, operator, days)).toEqual({ ok: false, code: "staff.forbidden" });
    expect(await changeRetention(world.deps, owner, { ...days, events: 2 })).toEqual({
      ok: false,
      code: "request.invalid",
    });
    expect(await changeRetention(world.deps, owner, days)).toEqual({ ok: true, value: null });
    expect((await readRetention(world.deps)).days).toEqual(days);
    const [entry] = await world.deps.store.audit.listAudit({ limit: 1 });
    expect(entry?.action).toBe("retention.changed");
  });

  test("H14: there is a most of recorded requests, whatever the days say", async () => {
    const row = {
      ...{
        suiteRowId: null,
        label: "crm",
        channel: "data" as const,
        method: "POST",
        outcome: "refused",
        cause: "signature",
      },
      ...{
        isRefused: true,
        status: 403,
        bytesIn: 1,
        bytesOut: 0,
        answerMs: 1,
        receiveId: null,
        receiveKind: null,
      },
      ...{ facts: {}, remoteAddress: null, eventId: null, repeats: 1 },
    };
    world.advance(2 * 3_600_000);
    const rows = Array.from({ length: 30 }, (_, n) => ({
      ...row,
      receivedAt: new Date(world.deps.clock.now().getTime() - n * 1_000),
    }));
    await world.deps.store.callbackRequests.addRequests(rows);
    await keepRetention(world.deps, 10);
    const [{ n }] = (await sql("SELECT count(*)::int AS n FROM callback_requests")) as [{ n: number }];
    expect(n).toBe(11);
  });
});

/** Sections 3.1–3.6 of the protocol: every InfoType, message and event that WeCom's documents name. */
const DOCUMENTED = (
  "suite_ticket create_auth change_auth cancel_auth reset_permanent_code change_app_admin corp_arch_auth " +
  "approve_special_auth cancel_special_auth share_agent_change share_chain_change change_contact " +
  "change_external_contact change_external_chat change_external_tag open_order change_order pay_for_app_success " +
  "refund change_editon batch_job_result contact_sync register_corp enter_register_package license_pay_success " +
  "license_refund auto_activate agree_external_userid_migration text image voice video location link " +
  "event.subscribe event.unsubscribe event.enter_agent event.location event.click event.view event.view_miniprogram " +
  "event.scancode_push event.scancode_waitmsg event.pic_sysphoto event.pic_photo_or_album event.pic_weixin " +
  "event.location_select event.batch_job_result event.change_contact event.change_external_contact " +
  "event.change_external_chat event.change_external_tag event.open_approval_change event.template_card_event " +
  "event.template_card_menu_event event.taskcard_click event.share_agent_change event.share_chain_change " +
  "event.close_inactive_agent event.reopen_inactive_agent event.inactive_alert event.low_active_alert " +
  "event.low_active event.active_restored event.unlicensed_notify event.change_app_admin"
).split(" ");

test("every documented event has a name in both languages; an unknown one keeps its own", () => {
  for (const type of DOCUMENTED) {
    expect(eventNameOf(type, "zh"), type).toMatch(/[\u4e00-\u9fff]|suite_ticket/);
    expect(eventNameOf(type, "en"), type).toMatch(/^([A-Z]|suite_ticket)/);
  }
  expect(eventNameOf("brand_new", "zh", "odd")).toBe("brand_new · odd");
});
