import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { houseKeep } from "@/lib/features/install/house-keep";
import { nextAuthorization } from "@/lib/features/install/next-authorization";
import { getCorpToken } from "@/lib/features/tokens/get-corp-token";
import { CORP, createInstallWorld, type InstallWorld, SUITE_ID, until } from "@/tests/support/install-world";
import { TIMED } from "@/tests/support/timed";

let world: InstallWorld;
beforeAll(async () => {
  world = await createInstallWorld();
  world.work();
});
afterAll(() => world?.close());

const press = (what: string, body: object = {}) =>
  world.control("POST", `corps/${CORP}/${what}`, { suiteId: SUITE_ID, ...body });
const status = async () => (await world.authorization())?.status;

describe("the life of an authorisation, driven from WeCom's side", () => {
  test("a pushed ticket is stored and the next newer one takes its place", async () => {
    await world.control("POST", `suites/${SUITE_ID}/push-ticket`);
    await until(async () => (await world.deps.store.suiteTickets.listTickets(world.suite.id)).length === 1);
  });

  test("data of a corp that is not known yet waits for it", async () => {
    await world.control("POST", "events", {
      suiteId: SUITE_ID,
      corpid: CORP,
      channel: "data",
      type: "event",
      fields: { Event: "subscribe" },
    });
    const { rows } = await world.sql.query(
      "SELECT run_at > now() AS waits FROM work_items WHERE kind = 'parked_event'",
    );
    expect(rows).toEqual([{ waits: true }]);
  });

  test("create_auth is answered at once and exchanged by the worker within seconds", TIMED, async () => {
    const started = Date.now();
    const { delivery } = await press("install");
    expect(JSON.stringify(delivery)).toContain("success");
    const found = await until(() => world.authorization());
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(found).toMatchObject({ status: "active", source: "create_auth", generation: 1 });
    await until(async () => ((await world.authorization())?.admins.length ?? 0) > 0);
    // What had waited for this corp has been worked on.
    await until(
      async () =>
        (await world.sql.query("SELECT 1 FROM work_items WHERE kind = 'parked_event'")).rowCount === 0,
    );
  });

  test("change_auth is read again from WeCom, not from the event", async () => {
    const before = await world.authorization();
    await press("change-auth", { range: { users: [], parties: [1], tags: [7] } }).catch(() =>
      press("change-auth"),
    );
    await until(async () => {
      const now = await world.authorization();
      return (now?.refreshedAt?.getTime() ?? 0) > (before?.refreshedAt?.getTime() ?? 0);
    });
    expect(await status()).toBe("active");
  });

  test("C5: a forged cancel_auth suspends, is checked with WeCom, and undone", async () => {
    const before = await world.authorization();
    if (!before) throw new Error("not installed");
    await world.control("POST", "events", {
      suiteId: SUITE_ID,
      corpid: CORP,
      channel: "command",
      type: "cancel_auth",
    });
    await until(async () => {
      const entries = await world.deps.store.audit.listAudit({ limit: 50 });
      return entries.some((entry) => entry.action === "corp.suspended");
    });
    await world.settled();
    await until(async () => (await status()) === "active");
    expect((await world.authorization())?.cancelledAt).toBeNull();
    expect((await world.authorization())?.permanentCodeVersion).toBe(before.permanentCodeVersion);
  });

  test("C8: reset_permanent_code replaces the code within the same installation", async () => {
    const before = await world.authorization();
    await press("reset-permanent-code");
    await until(
      async () =>
        ((await world.authorization())?.permanentCodeVersion ?? 0) > (before?.permanentCodeVersion ?? 0),
    );
    expect((await world.authorization())?.generation).toBe(before?.generation);
    const token = await getCorpToken(world.deps, before?.id ?? "");
    expect(token.ok).toBe(true);
  });

  test("cancel_auth suspends at once, drops tokens and sessions, is confirmed, and purged after its grace", async () => {
    const before = await world.authorization();
    if (!before) throw new Error("not installed");
    await getCorpToken(world.deps, before.id);
    const now = new Date();
    await world.sql.query(
      `INSERT INTO admin_sessions (id, token_hash, suite_row_id, corp_row_id, user_id, user_type, access, created_at, last_seen_at, expires_at)
       VALUES (gen_random_uuid(), 'x', $1, $2, 'u', 1, 'manage', $3, $3, $3)`,
      [world.suite.id, before.corp.id, now],
    );
    // Two cancellations of one corp within one second are the same event by meaning.
    await world.control("POST", "clock/advance", { seconds: 2 });
    await press("cancel");
    await until(async () => (await status()) === "cancelled");
    expect(await getCorpToken(world.deps, before.id)).toMatchObject({
      ok: false,
      code: "corp.authorization_gone",
    });
    expect(await world.deps.store.tokens.describeTokens(before.id)).toEqual([]);
    const sessions = await world.sql.query("SELECT 1 FROM admin_sessions WHERE revoked_at IS NULL");
    expect(sessions.rowCount).toBe(0);
    await until(async () => (await world.authorization())?.statusReason === "cancel_confirmed");

    await houseKeep(world.deps);
    expect(await status()).toBe("cancelled");
    world.skew(25 * 3_600_000);
    await houseKeep(world.deps);
    world.skew(0);
    const purged = await world.authorization();
    expect(purged).toMatchObject({ status: "purged", hasPermanentCode: false, agents: [], admins: [] });
    expect(purged?.corp.name).not.toContain("一号企业");
    const events = await world.sql.query("SELECT 1 FROM inbound_events WHERE corp_id IS NOT NULL");
    expect(events.rowCount).toBe(0);
    const audit = await world.deps.store.audit.listAudit({ limit: 50 });
    expect(audit.map((entry) => entry.action)).toContain("corp.purged");
  });

  test("C4: a reinstall brings a new code and agentid; a cancellation of the installation before does no harm", async () => {
    const gone = await world.authorization();
    await press("install");
    await until(async () => (await status()) === "active");
    await world.settled();
    const again = await world.authorization();
    expect(again?.id).toBe(gone?.id);
    expect(again?.generation).toBe((gone?.generation ?? 0) + 1);
    const late = await world.deps.store.authorizations.applyLifecycle(again?.id ?? "", (state, now) =>
      nextAuthorization(
        state,
        { kind: "cancelled", at: new Date(state.authorizedAt.getTime() - 60_000) },
        now,
      ),
    );
    expect(late?.status).toBe("active");
    await world.settled();
    expect(await status()).toBe("active");
  });

  test("C1: reading an authorisation again and storing a new code of the same corp never wait for each other", async () => {
    const found = await world.authorization();
    if (!found) throw new Error("not installed");
    // Storing a code holds the corp first and then wants the authorisation.
    const storing = await world.sql.connect();
    try {
      await storing.query("BEGIN");
      await storing.query("UPDATE corps SET updated_at = now() WHERE id = $1", [found.corp.id]);
      const reading = world.deps.store.authorizations.applyLifecycle(found.id, (state) => ({
        next: state,
        effects: { dropTokens: false, revokeSessions: false, confirmCancel: false, refresh: false },
      }));
      await until(async () => {
        const { rows } = await world.sql.query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return rows.length > 0;
      });
      const { rowCount } = await storing.query(
        "SELECT 1 FROM authorizations WHERE id = $1 FOR UPDATE NOWAIT",
        [found.id],
      );
      expect(rowCount).toBe(1);
      await storing.query("COMMIT");
      expect((await reading)?.status).toBe(found.status);
    } finally {
      await storing.query("ROLLBACK");
      storing.release();
    }
  });
});
