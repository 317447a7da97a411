import { fc } from "@fast-check/vitest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "@/lib/core/secret";
import { getCorpToken } from "@/lib/features/tokens/get-corp-token";
import { createStore } from "@/lib/store/create-store";
import {
  CORP,
  createInstallWorld,
  type InstallWorld,
  KEY,
  PROVIDER_SECRET,
  SUITE_ID,
  SUITE_SECRET,
  until,
} from "@/tests/support/install-world";

let world: InstallWorld;
beforeAll(async () => {
  world = await createInstallWorld();
  world.work();
  await world.giveTicket();
  await world.control("POST", `corps/${CORP}/install`, { suiteId: SUITE_ID });
  const found = await until(() => world.authorization());
  await world.settled();
  await getCorpToken(world.deps, found.id);
});
afterAll(() => world?.close());

/** Every row of every table as text, binary columns as hex: what a stolen backup holds. */
async function dump(): Promise<string> {
  const { rows: tables } = await world.sql.query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await world.sql.query<{ text: string }>(
      `SELECT row_to_json(t)::text AS text FROM ${name} t`,
    );
    parts.push(...rows.map((row) => row.text));
  }
  return parts.join("\n");
}

/** Every secret that WeCom and the vendor console know of this world. */
function canaries(): Record<string, string> {
  const { state } = world.simulator;
  const found: Record<string, string> = {
    suite_secret: SUITE_SECRET,
    provider_secret: PROVIDER_SECRET,
    Token: "SuiteTok9",
    EncodingAESKey: KEY,
  };
  for (const [index, one] of (state.suites[SUITE_ID]?.tickets ?? []).entries())
    found[`suite_ticket ${index}`] = one.value;
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (
        typeof inner === "string" &&
        inner.length > 15 &&
        /permanentCode|accessToken|^value$|authCode/i.test(name)
      )
        found[`${path}.${name}`] = inner;
      walk(inner, `${path}.${name}`);
    }
  };
  for (const part of ["tokens", "installs", "codes", "corps"] as const)
    walk((state as unknown as Record<string, unknown>)[part], part);
  return found;
}

describe("R16, H1: a stolen database is useless", () => {
  test("no secret of the provider, a suite or an enterprise is in a dump, in any spelling", async () => {
    const [text, secrets] = [await dump(), canaries()];
    expect(Object.keys(secrets).length).toBeGreaterThan(6);
    expect(Object.keys(secrets).some((name) => /permanentCode/i.test(name))).toBe(true);
    const spelled = (value: string) => [
      value,
      Buffer.from(value).toString("hex"),
      Buffer.from(value).toString("base64").replace(/=+$/, ""),
      JSON.stringify(value).slice(1, -1),
    ];
    const leaks = Object.entries(secrets).filter(([, value]) =>
      spelled(value).some((one) => text.includes(one)),
    );
    expect(leaks.map(([name]) => name)).toEqual([]);
    // The dump does hold what it should: the corp is in it by name.
    expect(text).toContain("一号企业");
  });

  test("H2: a permanent code copied into another enterprise's row does not open there", async () => {
    const found = await world.authorization();
    if (!found) throw new Error("not installed");
    const { rows } = await world.sql.query(
      `WITH corp AS (INSERT INTO corps (id, plain_corp_id, name) VALUES (gen_random_uuid(), 'wwthief', '别家') RETURNING id)
       INSERT INTO authorizations (id, suite_row_id, corp_row_id, status, authorized_at, permanent_code_sealed, permanent_code_version)
       SELECT gen_random_uuid(), a.suite_row_id, corp.id, 'active', now(), a.permanent_code_sealed, 1
       FROM authorizations a, corp WHERE a.id = $1 RETURNING id`,
      [found.id],
    );
    await expect(world.deps.store.authorizations.findCredentials(rows[0].id)).rejects.toThrow();
    expect(await world.deps.store.authorizations.findCredentials(found.id)).not.toBeNull();
    await world.sql.query("DELETE FROM authorizations WHERE id = $1", [rows[0].id]);
    await world.sql.query("DELETE FROM corps WHERE plain_corp_id = 'wwthief'");
  });

  test("H3: a portal with another key says that its keys do not fit, and opens nothing", async () => {
    expect(await world.deps.store.settings.doKeysFit()).toBe(true);
    const stranger = createStore({
      databaseUrl: world.databaseUrl,
      keyRing: [{ id: "k1", bytes: Buffer.alloc(32, 9) }],
      clock: world.deps.clock,
      ids: world.deps.ids,
    });
    try {
      expect(await stranger.settings.doKeysFit()).toBe(false);
      await expect(stranger.suiteTickets.listTickets(world.suite.id)).rejects.toThrow();
    } finally {
      await stranger.close();
    }
  });

  test("H3: a new key in front of the old one opens everything that was sealed before", async () => {
    const both = createStore({
      databaseUrl: world.databaseUrl,
      keyRing: [
        { id: "k2", bytes: Buffer.alloc(32, 5) },
        { id: "k1", bytes: Buffer.alloc(32, 7) },
      ],
      clock: world.deps.clock,
      ids: world.deps.ids,
    });
    try {
      expect(await both.settings.doKeysFit()).toBe(true);
      expect((await both.suiteTickets.listTickets(world.suite.id)).length).toBeGreaterThan(0);
    } finally {
      await both.close();
    }
  });
});

describe("R15, A5: suite_ticket never goes backwards", () => {
  test("whatever the order, the delays and the repetitions, the newest by platform time is handed out first", async () => {
    const base = Date.now() + 3_600_000;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(12), { minLength: 1, maxLength: 14 }),
        fc.nat(1_000_000),
        async (order, run) => {
          const start = base + run * 100_000;
          const seen: number[] = [];
          for (const minute of order) {
            const platformTime = new Date(start + minute * 1_000);
            await world.deps.store.suiteTickets.saveTicket({
              suiteRowId: world.suite.id,
              ticket: new Secret(`ticket-${platformTime.getTime()}`),
              platformTime,
              receivedAt: new Date(),
            });
            seen.push(platformTime.getTime());
            const [newest] = await world.deps.store.suiteTickets.listTickets(world.suite.id);
            expect(newest?.ticket.reveal()).toBe(`ticket-${Math.max(...seen)}`);
          }
          await world.sql.query("DELETE FROM suite_tickets");
        },
      ),
      { numRuns: 15 },
    );
  });
});
