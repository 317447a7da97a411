import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkAudit, listAudit } from "@/lib/features/console/audit";
import { listCorps } from "@/lib/features/console/list-corps";
import { requestRefresh, showCorp } from "@/lib/features/console/show-corp";
import { openProofWindow, showSuite } from "@/lib/features/console/suites";
import { runWorkAgain } from "@/lib/features/console/work";
import { applyBootstrap } from "@/lib/features/setup/apply-bootstrap";
import { readBootstrapFile } from "@/lib/features/setup/bootstrap-file";
import { changeStaff, inviteStaff, listStaff } from "@/lib/features/staff/manage-staff";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { saveBootstrapStaff } from "@/lib/features/staff/save-bootstrap-staff";
import { addSignedInStaff, createConsoleDeps } from "@/tests/support/console-deps";

const AES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";
const FILE = {
  provider: {
    corpId: "wwprovider00000001",
    secret: "provider-secret",
    token: "ProvTok",
    encodingAesKey: AES,
  },
  suites: [
    { key: "crm", name: "CRM 助手", token: "SuiteTok1", encodingAesKey: AES.replace("a", "0") },
    {
      key: "dev",
      name: "代开发",
      kind: "template",
      suiteId: "dk0000000000000001",
      suiteSecret: "suite-secret",
      token: "SuiteTok2",
      encodingAesKey: AES.replace("a", "1"),
    },
  ],
  staff: [{ email: "Boss@Example.com", password: "correct horse battery staple", role: "owner" }],
};

let here: Awaited<ReturnType<typeof createConsoleDeps>>;
let sql: pg.Client;
const staff: Partial<Record<"owner" | "operator" | "viewer", StaffPrincipal>> = {};

function principal(role: "owner" | "operator" | "viewer"): StaffPrincipal {
  const one = staff[role];
  if (!one) throw new Error(`no ${role}`);
  return one;
}

async function applyFile(file: object) {
  const read = readBootstrapFile(JSON.stringify(file));
  if (!read.ok) throw new Error(read.problems.join("; "));
  const report = await applyBootstrap(here.deps, read.value);
  return { ...report, staff: await saveBootstrapStaff(here.deps, read.value.staff) };
}

beforeAll(async () => {
  here = await createConsoleDeps();
  sql = new pg.Client({ connectionString: here.databaseUrl });
  await sql.connect();
  for (const role of ["owner", "operator", "viewer"] as const)
    staff[role] = (await addSignedInStaff(here.deps, role)).principal;
});
afterAll(async () => {
  await sql?.end();
  await here?.close();
});

describe("the bootstrap file", () => {
  test("a bootstrap file is taken as written; applied again it changes nothing", async () => {
    const first = await applyFile(FILE);
    expect(first.problems).toEqual([]);
    expect(first.changed).toContain("suites.crm");
    const again = await applyFile(FILE);
    expect(again).toMatchObject({ changed: [], problems: [], staff: [] });
    expect(
      (await here.deps.store.suites.listSuites()).map((one) => [one.key, one.kind, one.suiteId]),
    ).toEqual([
      ["crm", "app", null],
      ["dev", "template", "dk0000000000000001"],
    ]);
  });

  test("A6: a second suite with the same Token and EncodingAESKey is refused by name, without the values", async () => {
    const [crm] = FILE.suites;
    const { problems } = await applyFile({ suites: [crm, { ...crm, key: "copy" }] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("suites.copy");
    expect(problems[0]).not.toContain("SuiteTok1");
  });

  test("what is wrong is named with what would be right, and never quoted", () => {
    const read = readBootstrapFile(
      JSON.stringify({
        suites: [{ key: "Bad Key", name: "x", token: "t", encodingAesKey: "too-short-secret" }],
      }),
    );
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect(read.problems.join("\n")).toMatch(/key/);
    expect(read.problems.join("\n")).toMatch(/43/);
    expect(read.problems.join("\n")).not.toContain("too-short-secret");
  });
});

describe("E9: roles are enforced where the data is, not on the pages", () => {
  test("a viewer reads and changes nothing", async () => {
    const viewer = principal("viewer");
    expect((await showSuite(here.deps, viewer, "crm")).ok).toBe(true);
    expect((await listCorps(here.deps, viewer, {})) !== undefined).toBe(true);
    const refused = { ok: false, code: "staff.forbidden" };
    expect(await openProofWindow(here.deps, viewer, "crm")).toMatchObject(refused);
    expect(await runWorkAgain(here.deps, viewer, "01900000-0000-7000-8000-000000000000")).toMatchObject(
      refused,
    );
    expect(await requestRefresh(here.deps, viewer, { corpRowId: "x", authorizationId: "x" })).toMatchObject(
      refused,
    );
    expect(await listStaff(here.deps, viewer)).toMatchObject(refused);
  });

  test("an operator works on suites and enterprises, not on staff", async () => {
    const operator = principal("operator");
    expect((await openProofWindow(here.deps, operator, "crm")).ok).toBe(true);
    const refused = { ok: false, code: "staff.forbidden" };
    expect(await listStaff(here.deps, operator)).toMatchObject(refused);
    expect(
      await inviteStaff(here.deps, operator, { name: "x", email: "x@example.com", role: "owner" }),
    ).toMatchObject(refused);
    expect(
      await changeStaff(here.deps, operator, { staffId: principal("viewer").id, change: { role: "owner" } }),
    ).toMatchObject(refused);
  });

  test("E1: an id that is none answers like one that is unknown", async () => {
    for (const id of ["nobody", "01900000-0000-7000-8000-000000000000", "wwunknown", "' OR 1=1 --", "%", ""])
      expect(await showCorp(here.deps, principal("viewer"), id)).toMatchObject({
        ok: false,
        code: "corp.unknown",
      });
  });
});

describe("E10: the audit log", () => {
  test("who did what is written down, by name", async () => {
    const entries = await listAudit(here.deps, principal("owner"), undefined);
    expect(JSON.stringify(entries)).toContain("suite.proof_window_opened");
  });

  test("the database refuses to change, delete or empty it", async () => {
    await expect(sql.query("UPDATE audit_log SET action = 'x'")).rejects.toThrow();
    await expect(sql.query("DELETE FROM audit_log")).rejects.toThrow();
    await expect(sql.query("TRUNCATE audit_log")).rejects.toThrow();
  });

  test("somebody who switches that off is found out: changed, cut in the middle, cut at the end", async () => {
    for (let index = 0; index < 5; index += 1)
      await here.deps.store.audit.record({
        actorKind: "system",
        action: "work.run_again",
        details: { index },
      });
    expect(await checkAudit(here.deps, principal("owner"))).toMatchObject({ ok: true, value: { ok: true } });
    const { rows } = await sql.query("SELECT * FROM audit_log ORDER BY seq");
    await sql.query("ALTER TABLE audit_log DISABLE TRIGGER USER");
    const middle = rows.at(-3);
    await sql.query("UPDATE audit_log SET actor_name = 'somebody else' WHERE seq = $1", [middle.seq]);
    expect(await here.deps.store.audit.verifyChain()).toMatchObject({
      ok: false,
      brokenAt: Number(middle.seq),
    });
    await sql.query("UPDATE audit_log SET actor_name = $2 WHERE seq = $1", [middle.seq, middle.actor_name]);
    expect((await here.deps.store.audit.verifyChain()).ok).toBe(true);
    await sql.query("DELETE FROM audit_log WHERE seq = $1", [middle.seq]);
    expect((await here.deps.store.audit.verifyChain()).ok).toBe(false);
    await sql.query(`INSERT INTO audit_log SELECT * FROM json_populate_record(NULL::audit_log, $1::json)`, [
      JSON.stringify({
        ...middle,
        prev_hash: `\\x${middle.prev_hash.toString("hex")}`,
        hash: `\\x${middle.hash.toString("hex")}`,
      }),
    ]);
    await sql.query("DELETE FROM audit_log WHERE seq = $1", [rows.at(-1).seq]);
    expect(await here.deps.store.audit.verifyChain()).toMatchObject({ ok: false, brokenAt: null });
    await sql.query("ALTER TABLE audit_log ENABLE TRIGGER USER");
  });
});
