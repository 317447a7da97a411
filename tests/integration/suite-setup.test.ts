import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeAesKey } from "@/lib/core/crypto/wecom-aes";
import { Secret } from "@/lib/core/secret";
import { showSuite } from "@/lib/features/console/suites";
import { applyBootstrap } from "@/lib/features/setup/apply-bootstrap";
import { bootstrapFile } from "@/lib/features/setup/bootstrap-file";
import { changeSuite } from "@/lib/features/setup/change-suite";
import { createSuite, createSuiteInput } from "@/lib/features/setup/create-suite";
import { endKeys, revealKeys, rotateKeys } from "@/lib/features/setup/manage-keys";
import { saveProvider, showProvider } from "@/lib/features/setup/save-provider";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { handleCallback } from "@/lib/runtime/callback-handler";
import { addSignedInStaff, createConsoleDeps, PASSWORD } from "@/tests/support/console-deps";
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
  await saveProvider(world.deps, owner, { corpId: "wwprovider00000001", secret: "provider-secret" });
  // The first query of the callback pool opens its connection.
  await world.deps.store.urlProofs.listNewestProofs(null);
});
afterAll(async () => {
  await sql.end();
  await world.close();
});

const input = (key: string, more: object = {}) =>
  createSuiteInput.parse({ key, name: key, kind: "app", dialect: "wecom", ...more });

async function made(key: string) {
  const result = await createSuite(world.deps, operator, input(key));
  if (!result.ok) throw new Error(result.code);
  return result.value.pair;
}

const openingKey = (pair: { token: string; encodingAesKey: string }) => {
  const aesKey = decodeAesKey(pair.encodingAesKey);
  if (!aesKey) throw new Error("no key");
  return { token: new Secret(pair.token), aesKey };
};

async function send(sent: ReturnType<typeof post>, key: string, channel: "command" | "data" = "command") {
  const request = {
    method: sent.method,
    suiteKey: key,
    channel,
    rawQuery: sent.query,
    body: typeof sent.body === "string" ? Buffer.from(sent.body) : (sent.body ?? new Uint8Array()),
    remoteAddress: null,
  };
  // As the platform does: a 503 of a busy machine is sent again.
  let answer = await handleCallback(request, world.deps);
  for (let tries = 0; tries < 3 && answer.status === 503; tries += 1)
    answer = await handleCallback(request, world.deps);
  return answer;
}

const ticket = (pair: { token: string; encodingAesKey: string }, suiteId: string, value: string) =>
  post("", openingKey(pair), suiteId, {
    SuiteId: suiteId,
    InfoType: "suite_ticket",
    TimeStamp: Math.floor(world.deps.clock.now().getTime() / 1000),
    SuiteTicket: value,
  });

const lastAudit = async () => (await world.deps.store.audit.listAudit({ limit: 1 }))[0];

describe("a suite is made in the console before WeCom knows it", () => {
  test("an operator gets keys in WeCom's form, a fair mix of letters, and the URL check of the new suite is answered", async () => {
    const pair = await made("first");
    expect(pair.token).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(pair.encodingAesKey).toMatch(/^[A-Za-z0-9]{43}$/);
    const answer = await send(
      check("", openingKey(pair), "wwprovider00000001", "9988776655443322110"),
      "first",
    );
    expect([answer.status, answer.body]).toEqual([200, "9988776655443322110"]);
    expect(await lastAudit()).toMatchObject({
      action: "suite.created",
      subject: "first",
      actorId: operator.id,
    });
  });

  test("E9: a viewer makes nothing, and nobody makes a second suite of the same key or with another's keys", async () => {
    expect(await createSuite(world.deps, viewer, input("viewers"))).toEqual({
      ok: false,
      code: "staff.forbidden",
    });
    const pair = await made("twice");
    expect(await createSuite(world.deps, operator, input("twice"))).toEqual({
      ok: false,
      code: "suite.key_taken",
    });
    expect(await createSuite(world.deps, operator, input("thief", pair))).toEqual({
      ok: false,
      code: "keys.taken",
    });
    const { rows } = await sql.query("SELECT key FROM suites WHERE key IN ('viewers', 'thief')");
    expect(rows).toEqual([]);
  });

  test("F11: SuiteID and Secret come later, and the secret is in no answer, no audit entry and no column in clear", async () => {
    await made("later");
    const secret = "suite-secret-canary-2231";
    const done = await changeSuite(world.deps, operator, {
      suite: "later",
      suiteId: "wwlater0000000001",
      suiteSecret: secret,
    });
    expect(done).toEqual({ ok: true, value: { isChanged: true } });
    const shown = await showSuite(world.deps, viewer, "later");
    expect(shown).toMatchObject({ ok: true, value: { suite: { hasSuiteSecret: true } } });
    expect(JSON.stringify(shown)).not.toContain(secret);
    expect(JSON.stringify(await world.deps.store.audit.listAudit({ limit: 5 }))).not.toContain(secret);
    const { rows } = await sql.query("SELECT s::text AS row FROM suites s");
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(await changeSuite(world.deps, operator, { suite: "first", suiteId: "wwlater0000000001" })).toEqual(
      { ok: false, code: "suite.id_taken" },
    );
    expect(await changeSuite(world.deps, viewer, { suite: "later", name: "x" })).toMatchObject({
      ok: false,
    });
  });
});

describe("the addresses of a new suite", () => {
  test("A6: with instruction and data URL swapped, the first ticket is refused, not parked for an enterprise that never comes", async () => {
    const pair = await made("swapped");
    // The SuiteID is not known yet; the ticket names it itself.
    const sent = ticket(pair, "wwswapped00000001", "first");
    expect((await send(sent, "swapped", "data")).status).toBe(403);
    expect((await send(sent, "swapped", "command")).body).toBe("success");
    const { rows } = await sql.query("SELECT 1 FROM work_items WHERE kind = 'parked_event'");
    expect(rows).toEqual([]);
  });

  test("A6: an empty receive id is for an individual developer's suite only, and only staff say whose it is", async () => {
    const pair = await made("alone");
    await changeSuite(world.deps, operator, { suite: "alone", suiteId: "wwalone0000000001" });
    const event = () =>
      post("", openingKey(pair), "", {
        SuiteId: "wwalone0000000001",
        InfoType: "suite_ticket",
        TimeStamp: Math.floor(world.deps.clock.now().getTime() / 1000),
        SuiteTicket: "of one person",
      });
    const proof = () => check("", openingKey(pair), "", `${world.deps.clock.now().getTime()}`);
    const statuses = async () => [
      (await send(event(), "alone")).status,
      (await send(proof(), "alone")).status,
    ];
    expect(await statuses()).toEqual([403, 403]);
    expect(await changeSuite(world.deps, viewer, { suite: "alone", isIndividualOwned: true })).toEqual({
      ok: false,
      code: "staff.forbidden",
    });
    expect(await statuses()).toEqual([403, 403]);

    await changeSuite(world.deps, operator, { suite: "alone", isIndividualOwned: true });
    expect(await lastAudit()).toMatchObject({
      action: "suite.changed",
      subject: "alone",
      details: { fields: "isIndividualOwned" },
    });
    expect(await statuses()).toEqual([200, 200]);
    // Another change leaves it as it is; taking it back closes the address again.
    await changeSuite(world.deps, operator, { suite: "alone", name: "One person" });
    world.advance(1_000);
    expect(await statuses()).toEqual([200, 200]);
    await changeSuite(world.deps, operator, { suite: "alone", isIndividualOwned: false });
    world.advance(1_000);
    expect(await statuses()).toEqual([403, 403]);
  });
});

describe("two pairs of keys", () => {
  test("A10: during a rotation callbacks signed with either pair are stored; after its end the old one is refused", async () => {
    const old = await made("rotates");
    await changeSuite(world.deps, operator, { suite: "rotates", suiteId: "wwrotates00000001" });
    const rotated = await rotateKeys(world.deps, operator, { owner: "rotates", overlapHours: 24 });
    if (!rotated.ok) throw new Error(rotated.code);
    const fresh = rotated.value;
    const answers: string[] = [];
    // The platform goes on with the old pair, changes over at some moment, and retries with either.
    for (let at = 0; at < 40; at += 1) {
      world.advance(1_000);
      answers.push(
        (await send(ticket(at % 3 === 0 ? fresh : old, "wwrotates00000001", `t${at}`), "rotates")).body,
      );
    }
    expect(answers).toEqual(Array.from({ length: 40 }, () => "success"));
    const { rows } = await sql.query(
      "SELECT count(*)::int AS n FROM inbound_events e JOIN suites s ON s.id = e.suite_row_id WHERE s.key = 'rotates'",
    );
    expect(rows[0].n).toBe(40);

    world.advance(24 * 3_600_000);
    // The directory is at most two seconds old; the clock of this test jumps over them.
    world.deps.store.callbackDirectory.invalidate();
    expect((await send(ticket(old, "wwrotates00000001", "late"), "rotates")).status).toBe(403);
    expect((await send(ticket(fresh, "wwrotates00000001", "live"), "rotates")).body).toBe("success");
  });

  test("a third pair is refused while two are live; the old one can be ended at once, the current one never", async () => {
    const old = await made("ends");
    await changeSuite(world.deps, operator, { suite: "ends", suiteId: "wwends00000000001" });
    world.advance(1_000);
    await rotateKeys(world.deps, operator, { owner: "ends", overlapHours: 168 });
    expect(await rotateKeys(world.deps, operator, { owner: "ends", overlapHours: 24 })).toEqual({
      ok: false,
      code: "keys.two_live",
    });
    const shown = await showSuite(world.deps, operator, "ends");
    if (!shown.ok) throw new Error(shown.code);
    const [current, older] = shown.value.keys;
    if (!current || !older) throw new Error("two pairs were expected");
    expect(await endKeys(world.deps, operator, { owner: "ends", keyId: current.id, when: "now" })).toEqual({
      ok: false,
      code: "keys.none",
    });
    expect((await send(ticket(old, "wwends00000000001", "a"), "ends")).body).toBe("success");
    expect(
      await endKeys(world.deps, operator, { owner: "ends", keyId: older.id, when: "now" }),
    ).toMatchObject({
      ok: true,
    });
    expect((await send(ticket(old, "wwends00000000001", "b"), "ends")).status).toBe(403);
    // A pair of one suite is not reached through another's name.
    expect(await endKeys(world.deps, operator, { owner: "first", keyId: current.id, when: "now" })).toEqual({
      ok: false,
      code: "keys.none",
    });
  });

  test("two members of staff who rotate at the same moment leave two live pairs, not three", async () => {
    await made("races");
    world.advance(1_000);
    const rotate = () => rotateKeys(world.deps, operator, { owner: "races", overlapHours: 24 });
    const results = await Promise.all([rotate(), rotate(), rotate()]);
    expect(results.filter((one) => one.ok).length).toBe(1);
    const shown = await showSuite(world.deps, viewer, "races");
    expect(shown.ok && shown.value.keys.length).toBe(2);
  });

  test("the step of the URLs turns red when the keys were changed and green again once WeCom signs with the new ones", async () => {
    const old = await made("reddens");
    await changeSuite(world.deps, operator, { suite: "reddens", suiteId: "wwreddens00000001" });
    for (const channel of ["command", "data"] as const)
      await send(check("", openingKey(old), "wwprovider00000001", `12345${channel}`), "reddens", channel);
    const urls = async () => {
      const shown = await showSuite(world.deps, viewer, "reddens");
      return shown.ok ? shown.value.suite.steps.find((one) => one.name === "urls")?.state : null;
    };
    expect(await urls()).toBe("done");
    world.advance(60_000);
    const rotated = await rotateKeys(world.deps, operator, { owner: "reddens", overlapHours: 24 });
    if (!rotated.ok) throw new Error(rotated.code);
    expect(await urls()).toBe("broken");
    world.advance(1_000);
    await send(ticket(rotated.value, "wwreddens00000001", "new"), "reddens");
    await expect.poll(urls).toBe("done");
  });

  test("E9: seeing a pair again takes an operator, the password and a reason, and is in the audit log", async () => {
    const pair = await made("reveals");
    const shown = await showSuite(world.deps, operator, "reveals");
    const keyId = shown.ok ? (shown.value.keys[0]?.id ?? "") : "";
    const ask = (who: StaffPrincipal, password: string) =>
      revealKeys(world.deps, who, { owner: "reveals", keyId, reason: "paste them", password });
    expect(await ask(viewer, PASSWORD)).toEqual({ ok: false, code: "staff.forbidden" });
    expect(await ask(operator, "wrong password")).toEqual({ ok: false, code: "staff.password_wrong" });
    expect((await lastAudit())?.action).not.toBe("keys.revealed");
    expect(await ask(operator, PASSWORD)).toEqual({ ok: true, value: pair });
    expect(await lastAudit()).toMatchObject({
      action: "keys.revealed",
      subject: "reveals",
      details: { reason: "paste them" },
    });
    for (let tries = 0; tries < 10; tries += 1) await ask(operator, "wrong password");
    expect(await ask(operator, PASSWORD)).toEqual({ ok: false, code: "staff.too_many_tries" });
  });
});

describe("the provider", () => {
  test("E9: only owners change it or make its keys; its secret is never shown", async () => {
    expect(await saveProvider(world.deps, operator, { corpId: "wwother" })).toEqual({
      ok: false,
      code: "staff.forbidden",
    });
    expect(await rotateKeys(world.deps, operator, { owner: "_provider", overlapHours: 24 })).toEqual({
      ok: false,
      code: "staff.forbidden",
    });
    const rotated = await rotateKeys(world.deps, owner, { owner: "_provider", overlapHours: 24 });
    expect(rotated.ok).toBe(true);
    const shown = await showProvider(world.deps, viewer);
    expect(shown).toMatchObject({ corpId: "wwprovider00000001", hasSecret: true });
    expect(JSON.stringify(shown)).not.toContain("provider-secret");
  });
});

describe("the bootstrap file and the console", () => {
  const file = (more: object = {}) =>
    bootstrapFile.parse({
      provider: { corpId: "wwprovider00000001", secret: "provider-secret" },
      suites: [
        {
          key: "filed",
          name: "From the file",
          suiteId: "wwfiled00000000001",
          token: "filedToken",
          encodingAesKey: "Fil1".repeat(11).slice(0, 43),
          ...more,
        },
      ],
    });
  const apply = async (given = file()) => {
    const report = await applyBootstrap(world.deps, given);
    await report.remember();
    return report.changed;
  };
  const nameNow = async () => {
    const shown = await showSuite(world.deps, viewer, "filed");
    return shown.ok ? shown.value.suite.name : null;
  };

  test("an unchanged file never undoes the console; a changed line wins and leaves the other lines alone", async () => {
    expect((await apply()).length).toBeGreaterThan(0);
    expect(await apply()).toEqual([]);
    await changeSuite(world.deps, operator, { suite: "filed", name: "From the console", installAuthType: 1 });
    expect(await apply()).toEqual([]);
    expect(await nameNow()).toBe("From the console");
    expect(await apply(file({ suiteSecret: "now-it-is-known" }))).toEqual(["suites.filed"]);
    expect(await nameNow()).toBe("From the console");
    expect(await apply(file({ suiteSecret: "now-it-is-known", name: "Renamed in the file" }))).toEqual([
      "suites.filed",
    ]);
    expect(await nameNow()).toBe("Renamed in the file");
    const { rows } = await sql.query("SELECT install_auth_type FROM suites WHERE key = 'filed'");
    expect(rows[0].install_auth_type).toBe(1);
  });

  test("what the file said is remembered as keyed fingerprints: no secret of it can be read in the database", async () => {
    const { rows } = await sql.query(
      "SELECT value::text AS value FROM settings WHERE name = 'bootstrap-said'",
    );
    expect(rows[0].value).not.toContain("now-it-is-known");
    expect(rows[0].value).toContain("suites.filed.suiteSecret");
  });
});
