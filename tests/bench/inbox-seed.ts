import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import { type KeyRing, seal } from "@/lib/core/crypto/seal";
import { parseSuiteKey, uuidV7 } from "@/lib/core/ids";
import { writeXml } from "@/lib/core/xml/write-xml";
import type { Store } from "@/lib/store/create-store";

const DAY_MS = 86_400_000;
const DAYS = 80;
const CORPS = 2_000;
const BATCH = 2_000;
/** The newest events, which lists, searches and drawers open. */
const SEALED = 10_000;

/** How often each type comes, in thousandths: tickets and messages are most of it, the interesting ones are rare. */
const MIX: [string, number][] = [
  ["suite_ticket", 150],
  ["text", 300],
  ["event.enter_agent", 220],
  ["change_contact", 150],
  ["change_external_contact", 100],
  ["image", 50],
  ["change_auth", 20],
  ["create_auth", 6],
  ["cancel_auth", 3],
  ["refund", 1],
];
/** Thousandths of events by suite: one is large, one hardly used. */
const SHARES: [string, number][] = [
  ["alpha", 560],
  ["beta", 300],
  ["gamma", 130],
  ["delta", 9],
  ["epsilon", 1],
];

/** The same rows each time: figures of two runs are comparable. */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function pick(table: readonly [string, number][], chance: number): string {
  let left = chance * table.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of table) {
    left -= weight;
    if (left < 0) return name;
  }
  return table[0]?.[0] ?? "";
}

export type Seeded = { largestCorp: string; largestCorpName: string };

/** Suites, corps, `events` events with real sealed payloads, work in every state, and a third as many requests. */
export async function seedInbox(
  client: pg.Client,
  store: Store,
  ring: KeyRing,
  events: number,
  now: number,
): Promise<Seeded> {
  const suites = new Map<string, string>();
  for (const [name] of SHARES) {
    const key = parseSuiteKey(name);
    if (!key) throw new Error("a suite key of the bench is malformed");
    const suite = {
      key,
      name,
      kind: "app",
      dialect: "wecom",
      installAuthType: 0,
      appIds: [] as number[],
    } as const;
    suites.set(name, (await store.suites.saveSuite({ ...suite, suiteId: `wwbench${name}` })).suite.id);
  }
  const corpOf = (n: number) => `wwcorp${String(n).padStart(10, "0")}`;
  await client.query(
    `INSERT INTO corps (id, plain_corp_id, name)
     SELECT gen_random_uuid(), 'wwcorp' || lpad(n::text, 10, '0'), '企业 ' || n FROM generate_series(0, $1::int - 1) n`,
    [CORPS],
  );
  await client.query("SET synchronous_commit = off");
  const sealed = Math.min(SEALED, events);
  const ids = SHARES.map(([name]) => suites.get(name) ?? "");
  await seedOldEvents(client, ids, events - sealed, events, now);
  await seedNewEvents(client, ids, ring, sealed, events, now);
  await seedWork(client);
  await seedRequests(client, Math.floor(events / 4), now);
  await client.query("ANALYZE");
  return { largestCorp: corpOf(0), largestCorpName: "企业 0" };
}

/** When the `n`th of all events came: evenly over the days, the last one now. */
const millisecondsOf = (n: number, events: number, now: number) =>
  now - ((events - n) / events) * DAYS * DAY_MS;

/** A SQL expression that picks from a table of weights by a column of chances. */
function pickSql(table: readonly (readonly [string, number])[], chance: string): string {
  const all = table.reduce((sum, [, weight]) => sum + weight, 0);
  let sum = 0;
  const cases = table.map(([value, weight]) => {
    sum += weight;
    return `WHEN ${chance} < ${sum / all} THEN '${value}'`;
  });
  return `CASE ${cases.join(" ")} ELSE '${table[0]?.[0]}' END`;
}

/** Made inside the database. Their payloads have the size of sealed ones but open for nobody: no page opens old ones. */
async function seedOldEvents(
  client: pg.Client,
  suites: readonly string[],
  count: number,
  events: number,
  now: number,
): Promise<void> {
  const shares = SHARES.map(([, weight], at) => [suites[at] ?? "", weight] as const);
  await client.query("SELECT setseed(0.7)");
  await client.query(
    `INSERT INTO inbound_events (id, suite_row_id, channel, type, corp_id, receive_id, platform_time, received_at,
                                 meaning_hash, is_stale, payload_sealed)
     SELECT (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
            suite::uuid, CASE WHEN type IN ('text', 'image', 'event.enter_agent') THEN 'data' ELSE 'command' END, type,
            CASE WHEN type = 'suite_ticket' THEN NULL ELSE corp END, corp, at, at, sha256(n::text::bytea),
            stale < 0.0005, decode(repeat(md5(n::text), 40), 'hex')
     FROM (SELECT n, ms, to_timestamp(ms / 1000.0) AS at, ${pickSql(MIX, "a")} AS type, ${pickSql(shares, "b")} AS suite,
                  'wwcorp' || lpad(floor(c ^ 4 * ${CORPS})::text, 10, '0') AS corp, stale
           FROM (SELECT n, ($2::float8 - ($3::float8 - n) / $3::float8 * $4::float8)::bigint AS ms,
                        random() AS a, random() AS b, random() AS c, random() AS stale
                 FROM generate_series(1, $1::int) n OFFSET 0) r) e`,
    [count, now, events, DAYS * DAY_MS],
  );
}

/** The newest ones, sealed as the portal seals them: lists open these. */
async function seedNewEvents(
  client: pg.Client,
  suites: readonly string[],
  ring: KeyRing,
  count: number,
  events: number,
  now: number,
): Promise<void> {
  const chance = createChance(7);
  for (let done = 0; done < count; done += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - done) }, (_, at) => {
      const receivedAt = Math.floor(millisecondsOf(events - count + done + at + 1, events, now));
      const id = uuidV7(receivedAt, randomBytes(10));
      const type = pick(MIX, chance());
      const corp = `wwcorp${String(Math.floor(chance() ** 4 * CORPS)).padStart(10, "0")}`;
      const payload = writeXml({
        ToUserName: corp,
        InfoType: type,
        FromUserName: `woMember${Math.floor(chance() * 100_000)}`,
        TimeStamp: Math.floor(receivedAt / 1_000),
        Content: "请问本月的发票什么时候可以开？".repeat(4),
        AgentID: 1_000_042,
      });
      const share = SHARES.findIndex(([name]) => name === pick(SHARES, chance()));
      return [
        id,
        suites[Math.max(0, share)] ?? null,
        type,
        type === "suite_ticket" ? null : corp,
        new Date(receivedAt).toISOString(),
        createHash("sha256").update(id).digest(),
        Buffer.from(seal(ring, { table: "inbound_events", row: id, column: "payload" }, payload)),
      ];
    });
    await client.query(
      `INSERT INTO inbound_events (id, suite_row_id, channel, type, corp_id, receive_id, platform_time, received_at,
                                   meaning_hash, is_stale, payload_sealed)
       SELECT id, suite, 'data', type, corp, coalesce(corp, ''), at, at, hash, false, sealed FROM unnest(
         $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::bytea[], $7::bytea[]
       ) AS g(id, suite, type, corp, at, hash, sealed)`,
      [0, 1, 2, 3, 4, 5, 6].map((column) => rows.map((row) => row[column])),
    );
  }
}

/** Work that waits, is parked, and has given up, on events all over the table. */
async function seedWork(client: pg.Client): Promise<void> {
  for (const [kind, state, count] of [
    ["event", "ready", 1_000],
    ["parked_event", "ready", 200],
    ["event", "dead", 300],
  ] as const)
    await client.query(
      `INSERT INTO work_items (id, kind, subject_id, state, attempts, last_error)
       SELECT gen_random_uuid(), $1, id::text, $2, 5, 'bench'
       FROM (SELECT id FROM inbound_events TABLESAMPLE SYSTEM (2) LIMIT $3) e ON CONFLICT DO NOTHING`,
      [kind, state, count],
    );
}

async function seedRequests(client: pg.Client, count: number, now: number): Promise<void> {
  await client.query(
    `INSERT INTO callback_requests (id, received_at, label, channel, method, outcome, cause, is_refused, status,
                                    bytes_in, bytes_out, answer_ms, receive_id, receive_kind)
     SELECT gen_random_uuid(), $2::timestamptz - (n || ' seconds')::interval * 3, (ARRAY['alpha','beta','gamma','unknown'])[1 + n % 4],
            'command', 'POST', CASE WHEN n % 2 = 0 THEN 'stored' ELSE 'refused' END,
            CASE WHEN n % 2 = 0 THEN NULL WHEN n % 2001 = 1 THEN 'doctype' ELSE 'signature' END, n % 2 = 1,
            CASE WHEN n % 2 = 0 THEN 200 ELSE 403 END, 700, 7, 4,
            CASE WHEN n % 2 = 0 THEN 'wwbenchalpha' END, CASE WHEN n % 2 = 0 THEN 'this_suite' END
     FROM generate_series(1, $1::int) n`,
    [count, new Date(now).toISOString()],
  );
}
