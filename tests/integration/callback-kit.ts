import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Clock, Ids, LogFacts } from "@/lib/core/clock";
import { decodeAesKey } from "@/lib/core/crypto/wecom-aes";
import { parseSuiteKey, uuidV7 } from "@/lib/core/ids";
import { Secret } from "@/lib/core/secret";
import type { XmlOut } from "@/lib/core/xml/write-xml";
import { writeXml } from "@/lib/core/xml/write-xml";
import type { Deps } from "@/lib/features/deps";
import { createStore } from "@/lib/store/create-store";
import { type OpeningKey, sealSigned } from "@/lib/wecom/envelope";
import { createTestDatabase } from "@/tests/support/postgres";

export type Reply = { status: number; body: string; headers: Record<string, string> };
export type Sent = {
  path: string;
  query: string;
  method: string;
  body?: string | Uint8Array;
  headers?: Record<string, string>;
};
/** One way to reach the handler: Next's route functions, or the door over HTTP. */
export type Mount = {
  send(request: Sent): Promise<Reply>;
  /** Has the request log write what it remembers. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

export const PROVIDER = "wwprovider00000001";
export const CORP = "wpCorpCorpCorpCorpCorpCorpCorp01";

export const keyOf = (token: string, fill: string): OpeningKey & { text: string } => {
  const text = fill.repeat(43).slice(0, 43);
  const aesKey = decodeAesKey(text);
  if (!aesKey) throw new Error("not a key");
  return { token: new Secret(token), aesKey, text };
};

export const KEYS = {
  crm: keyOf("crmToken", "Abc1"),
  hr: keyOf("hrToken", "Xyz2"),
  fresh: keyOf("freshToken", "Fre3"),
  solo: keyOf("soloToken", "Sol4"),
  provider: keyOf("provToken", "Pro5"),
};
export const SUITE_IDS = { crm: "wwsuitecrm00000001", hr: "wwsuitehr000000001", solo: "wwsuitesolo0000001" };

/** A real store on a database of its own, three suites, one authorised corp, and what was logged. */
export async function createCallbackWorld() {
  const database = await createTestDatabase();
  let now = new Date("2026-11-24T08:00:00Z");
  const clock: Clock = { now: () => now };
  const ids: Ids = { uuid: () => uuidV7(now.getTime(), randomBytes(10)), random: randomBytes };
  const store = createStore({
    databaseUrl: database.databaseUrl,
    keyRing: [{ id: "k1", bytes: Buffer.alloc(32, 7) }],
    clock,
    ids,
  });
  const sql = new pg.Pool({ connectionString: database.databaseUrl, max: 4 });
  const logged: string[] = [];
  const write = (event: string, facts?: LogFacts) => void logged.push(JSON.stringify([event, facts]));
  let wakes = 0;
  const deps = {
    clock,
    ids,
    log: { info: write, warn: write, error: write },
    store,
    addresses: { portalUrl: "https://portal.example" },
    wakeWorker: () => {
      wakes += 1;
    },
  } as unknown as Deps;

  await store.provider.saveProvider({ corpId: PROVIDER });
  const far = new Date("2030-01-01");
  const rows: Record<string, string> = {};
  for (const key of ["crm", "hr", "fresh", "solo"] as const) {
    const suiteKey = parseSuiteKey(key);
    if (!suiteKey) throw new Error("bad key");
    const { suite } = await store.suites.saveSuite({
      key: suiteKey,
      name: key,
      kind: "app",
      dialect: "wecom",
      ...(key === "fresh" ? {} : { suiteId: SUITE_IDS[key] }),
      installAuthType: 0,
      appIds: [],
    });
    rows[key] = suite.id;
    const pair = { token: KEYS[key].token.reveal(), encodingAesKey: KEYS[key].text };
    await store.callbackKeys.addCallbackKey(suite.id, pair, far);
  }
  await store.callbackKeys.addCallbackKey(
    null,
    { token: KEYS.provider.token.reveal(), encodingAesKey: KEYS.provider.text },
    far,
  );
  await sql.query("UPDATE suites SET is_individual_owned = true WHERE key = 'solo'");
  const corpRow = ids.uuid();
  await sql.query(
    "INSERT INTO corps (id, open_corp_id, plain_corp_id, name) VALUES ($1, $2, 'wwplain1', 'A')",
    [corpRow, CORP],
  );
  await sql.query(
    `INSERT INTO authorizations (id, suite_row_id, corp_row_id, status, authorized_at) VALUES ($1, $2, $3, 'active', $4)`,
    [ids.uuid(), rows.crm, corpRow, now],
  );

  return {
    databaseUrl: database.databaseUrl,
    deps,
    store,
    sql,
    rows,
    logged,
    now: () => now,
    wakes: () => wakes,
    advance(milliseconds: number) {
      now = new Date(now.getTime() + milliseconds);
    },
    seconds: () => Math.floor(now.getTime() / 1_000),
    async count(
      table: "inbound_events" | "work_items" | "url_proofs" | "callback_requests",
      where = "true",
    ): Promise<number> {
      const found = await sql.query(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`);
      return found.rows[0].n;
    },
    async clear() {
      await sql.query("TRUNCATE inbound_events, work_items, url_proofs, callback_requests");
      logged.length = 0;
    },
    async close() {
      await store.close();
      await sql.end();
      await database.drop();
    },
  };
}
export type CallbackWorld = Awaited<ReturnType<typeof createCallbackWorld>>;

let nonces = 0;

/** A signed POST as the platform sends it. */
export function post(
  path: string,
  key: OpeningKey,
  receiveId: string,
  fields: XmlOut | string,
  given: { outer?: string; timestamp?: string; random?: Uint8Array } = {},
): Sent {
  const timestamp = given.timestamp ?? "1763971200";
  const nonce = `n${nonces++}`;
  const message = typeof fields === "string" ? fields : writeXml(fields);
  const random = given.random ?? randomBytes(16);
  const { encrypt, msgSignature } = sealSigned({ key, random, timestamp, nonce, message, receiveId });
  return {
    path,
    method: "POST",
    query: `msg_signature=${msgSignature}&timestamp=${timestamp}&nonce=${nonce}`,
    body: writeXml({ ToUserName: given.outer ?? receiveId, AgentID: "", Encrypt: encrypt }),
  };
}

/** A signed URL check as the vendor console sends it. */
export function check(path: string, key: OpeningKey, receiveId: string, echo: string, corpId?: string): Sent {
  const nonce = `n${nonces++}`;
  const timestamp = "1763971200";
  const { encrypt, msgSignature } = sealSigned({
    key,
    random: randomBytes(16),
    timestamp,
    nonce,
    message: echo,
    receiveId,
  });
  const corp = corpId === undefined ? "" : `corpid=${corpId}&`;
  return {
    path,
    method: "GET",
    query: `${corp}msg_signature=${msgSignature}&timestamp=${timestamp}&nonce=${nonce}&echostr=${encodeURIComponent(encrypt)}`,
  };
}

/** Sends as WeCom does: again after a 503, which is the portal's honest word that it stored nothing in time. */
export async function untilTaken(send: () => Promise<Reply>, tries = 10): Promise<Reply> {
  const reply = await send();
  return reply.status === 503 && tries > 1 ? untilTaken(send, tries - 1) : reply;
}
