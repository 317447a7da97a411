import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { applyMigrations } from "@/prisma/migrate.mjs";
import { until } from "@/tests/support/install-world";
import { TIMED } from "@/tests/support/timed";
import { type CallbackWorld, createCallbackWorld, KEYS, post, SUITE_IDS } from "./callback-kit";
import { openDoor, sendTo } from "./door-kit";

/** What a later version would bring: a column and an index on the table that every callback writes to. */
const NEXT_MIGRATION = `ALTER TABLE inbound_events ADD COLUMN later text;
CREATE INDEX inbound_events_later ON inbound_events (later);`;
const ANSWER_WITHIN_MS = 800;

let world: CallbackWorld;
let opened: Awaited<ReturnType<typeof openDoor>>;
let migrations: string;

beforeAll(() => {
  migrations = mkdtempSync(path.join(os.tmpdir(), "portal-next-version-"));
  cpSync(path.join(process.cwd(), "prisma/migrations"), migrations, { recursive: true });
  mkdirSync(path.join(migrations, "29990101000000_next"));
  writeFileSync(path.join(migrations, "29990101000000_next", "migration.sql"), NEXT_MIGRATION);
});
afterAll(() => rmSync(migrations, { recursive: true, force: true }));
beforeEach(async () => {
  world = await createCallbackWorld();
  opened = await openDoor(world);
});
afterEach(async () => {
  await opened.door.close(1_000);
  await world.close();
});

/** Events as WeCom sends them, four at a time, until `isOver`. */
async function sendAll(isOver: () => boolean): Promise<{ body: string; ms: number }[]> {
  const told: { body: string; ms: number }[] = [];
  let sent = 0;
  const sender = async () => {
    while (!isOver()) {
      sent += 1;
      const began = performance.now();
      const { body } = await sendTo(
        opened.port,
        post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, {
          SuiteId: SUITE_IDS.crm,
          InfoType: "change_auth",
          TimeStamp: Math.floor(Date.now() / 1_000),
          AuthCorpId: `wp${sent}`,
        }),
      );
      told.push({ body, ms: performance.now() - began });
    }
  };
  await Promise.all(Array.from({ length: 4 }, sender));
  return told;
}

describe("H12: the next version migrates while this one is under load", () => {
  test(
    "H12, R20: somebody reads the table for two seconds; the migration waits without making callbacks wait, then is done",
    TIMED,
    async () => {
      const backup = new pg.Client({ connectionString: world.databaseUrl });
      await backup.connect();
      await backup.query("BEGIN");
      await backup.query("SELECT count(*) FROM inbound_events");

      let isOver = false;
      const load = sendAll(() => isOver);
      const migration = applyMigrations({ databaseUrl: world.databaseUrl, dir: migrations });
      try {
        await until(async () => {
          const { rowCount } = await world.sql.query(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%ADD COLUMN later%'",
          );
          return rowCount;
        }, 20_000);
        // As long as a backup of this one table may take.
        await wait(2_000);
      } finally {
        await backup.end();
        isOver = await migration.then(
          () => true,
          () => true,
        );
      }
      expect(await migration).toEqual({ applied: ["29990101000000_next"] });
      const told = await load;
      expect(told.filter((one) => one.body !== "success")).toEqual([]);
      expect(Math.max(...told.map((one) => one.ms))).toBeLessThan(ANSWER_WITHIN_MS);
      expect(await world.count("inbound_events")).toBe(told.length);
      // What started this one goes on in the database of the next.
      let left = 8;
      const after = await sendAll(() => --left < 0);
      expect(after.map((one) => one.body)).toEqual(Array(8).fill("success"));
    },
  );
});
