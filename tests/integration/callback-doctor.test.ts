import net from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { doctorSentences, receiveKindText } from "@/app/console/_parts/doctor";
import { CALLBACK_CAUSES, type CallbackCause } from "@/lib/core/callback-causes";
import type { XmlOut } from "@/lib/core/xml/write-xml";
import { listNewestRefusals } from "@/lib/features/setup/newest-refusals";
import type { Door } from "@/lib/runtime/door";
import { translatorFor } from "@/lib/runtime/i18n";
import type { RequestLog } from "@/lib/runtime/request-log";
import {
  type CallbackWorld,
  CORP,
  check,
  createCallbackWorld,
  KEYS,
  keyOf,
  PROVIDER,
  post,
  type Sent,
  SUITE_IDS,
} from "./callback-kit";
import { openDoor, sendTo } from "./door-kit";

const CANARY = "CANARY-9d21";
const COMMAND = "/wecom/crm/command";
const DATA = "/wecom/crm/data";
const DAY = 24 * 3_600_000;

let world: CallbackWorld;
let door: Door;
let port: number;
let requests: RequestLog;
beforeAll(async () => {
  world = await createCallbackWorld();
  ({ door, port, requests } = await openDoor(world, () => {}, {
    flushMs: 60_000,
    acceptedPerMinute: 5,
    refusedPerMinute: 5,
  }));
});
afterAll(async () => {
  await door?.close(1_000);
  await requests?.stop();
  await world?.close();
});
beforeEach(async () => {
  // A new minute: bounds start anew.
  world.advance(60_000);
  await requests.flush(true);
  await world.clear();
});

const ticket = (fields: XmlOut = {}, suiteId = SUITE_IDS.crm): XmlOut => ({
  SuiteId: suiteId,
  InfoType: "suite_ticket",
  TimeStamp: world.seconds(),
  SuiteTicket: CANARY,
  ...fields,
});
const text = (corp = CORP): XmlOut => ({
  ToUserName: corp,
  FromUserName: "woMember",
  CreateTime: world.seconds(),
  MsgType: "text",
  Content: CANARY,
  MsgId: "7302458932457893245",
});
const good = () => post(COMMAND, KEYS.crm, SUITE_IDS.crm, ticket());
const echo = (given: Partial<{ receiveId: string; text: string; path: string }> = {}) =>
  check(given.path ?? COMMAND, KEYS.crm, given.receiveId ?? PROVIDER, given.text ?? String(world.seconds()));

type Recorded = {
  label: string;
  cause: string | null;
  outcome: string;
  facts: Record<string, string>;
  receive_id: string | null;
  receive_kind: string | null;
  status: number;
  is_refused: boolean;
  repeats: number;
  event_id: string | null;
  method: string;
  bytes_out: number;
  remote_address: string | null;
};
async function recorded(): Promise<Recorded[]> {
  await requests.flush(true);
  return (await world.sql.query<Recorded>("SELECT * FROM callback_requests ORDER BY received_at, id")).rows;
}
async function provoke(...sent: Sent[]): Promise<Recorded> {
  for (const one of sent) {
    world.advance(1);
    await sendTo(port, one);
  }
  const row = (await recorded()).at(-1);
  if (!row) throw new Error("nothing was recorded");
  return row;
}
const say = (row: Recorded, locale: "zh-CN" | "en" = "en") =>
  doctorSentences({ ...row, receiveKind: row.receive_kind }, translatorFor(locale));
const whose = (row: Recorded) =>
  receiveKindText({ ...row, receiveKind: row.receive_kind }, translatorFor("en"));

/** How each cause comes about, and words of its sentence that prove that it names what it must. */
const CASES: [CallbackCause, () => Promise<Recorded>, ...RegExp[]][] = [
  ["signature", () => provoke(post(COMMAND, keyOf("nobody", "q"), SUITE_IDS.crm, ticket())), /another Token/],
  [
    "signature_other_suite",
    () => provoke({ ...post(COMMAND, KEYS.hr, SUITE_IDS.hr, ticket({}, SUITE_IDS.hr)) }),
    /suite hr.*address of crm/,
  ],
  ["echo_damaged", () => provoke(...withPlus((query) => query.replaceAll("%2B", ""))), /changed on its way/],
  ["echo_repaired", () => provoke(...withPlus((query) => query.replaceAll("%2B", "%20"))), /repaired it/],
  [
    "aes_key",
    () => provoke(post(COMMAND, keyOf("crmToken", "Wrong9"), SUITE_IDS.crm, ticket())),
    /another EncodingAESKey/,
  ],
  [
    "receive_id",
    () => provoke(post(COMMAND, KEYS.crm, "wwelse", ticket())),
    new RegExp(`is wwelse, .*only ${SUITE_IDS.crm}`),
  ],
  [
    "inner_suite_id",
    () => provoke(post(COMMAND, KEYS.crm, SUITE_IDS.hr, ticket({}, SUITE_IDS.hr))),
    new RegExp(`${SUITE_IDS.hr}.*${SUITE_IDS.crm}`),
  ],
  [
    "wrong_channel",
    () => provoke(post("/wecom/crm/data", KEYS.crm, SUITE_IDS.crm, ticket())),
    /Data address/,
  ],
  [
    "unknown_corp",
    () =>
      provoke(
        post("/wecom/hr/command", KEYS.hr, CORP, {
          ...text(),
          MsgType: "event",
          Event: "change_app_admin",
          MsgId: "",
        }),
      ),
    new RegExp(`${CORP}.*suite hr`),
  ],
  ["not_an_echo", () => provoke(echo({ text: "<xml/>" })), /no URL check/],
  [
    "proof_window",
    async () => {
      world.advance(2 * DAY);
      await sendTo(port, echo({ text: "1" }));
      return provoke(echo({ text: "2" }));
    },
    /no check is expected/,
  ],
  [
    "replay",
    async () => {
      const once = check("/wecom/fresh/data", KEYS.fresh, PROVIDER, "55");
      return provoke(once, once);
    },
    /answered once already/,
  ],
  [
    "stale",
    () => provoke(post(COMMAND, KEYS.crm, SUITE_IDS.crm, ticket({ TimeStamp: 1_600_000_000 }))),
    /24 hours/,
  ],
  [
    "duplicate",
    async () => {
      const same = good();
      return provoke(same, same);
    },
    /had come before/,
  ],
  ["size", () => provoke({ ...good(), body: "x".repeat(200_000) }), /over the limit/],
  ["packed", () => provoke({ ...good(), headers: { "content-encoding": "gzip" } }), /compressed/],
  ["doctype", () => provoke({ ...good(), body: `<!DOCTYPE a>${good().body}` }), /DOCTYPE/],
  ["xml", () => provoke({ ...good(), body: "<xml><Encrypt>cut" }), /not well-formed/],
  ["json", () => provoke({ ...good(), body: '{"encrypt":"x"}' }), /JSON/],
  ["plain_text", () => provoke({ ...good(), body: "<xml><MsgType>text</MsgType></xml>" }), /plain-text mode/],
  ["empty_body", () => provoke({ ...good(), body: "" }), /empty/],
  [
    "no_type",
    () =>
      provoke(
        post(
          COMMAND,
          KEYS.crm,
          SUITE_IDS.crm,
          `<xml><SuiteId>${SUITE_IDS.crm}</SuiteId><A>${CANARY}</A></xml>`,
        ),
      ),
    /neither InfoType/,
  ],
  ["method", () => provoke({ path: COMMAND, method: "PUT", query: "" }), /PUT/],
  ["query_empty", () => provoke({ path: COMMAND, method: "GET", query: "" }), /browser/],
  [
    "query_missing",
    () => provoke({ path: COMMAND, method: "POST", query: "timestamp=1763971200" }),
    /msg_signature, nonce/,
  ],
  ["query_repeated", () => provoke({ ...good(), query: `${good().query}&nonce=1` }), /nonce come twice/],
  [
    "query_malformed",
    () => provoke({ ...good(), query: "msg_signature=a&timestamp=1&nonce=b" }),
    /parameters timestamp are malformed/,
  ],
  ["unknown_suite", () => provoke({ ...good(), path: "/wecom/nobody/command" }), /no suite/],
  ["provider_address", () => provoke({ ...good(), path: "/wecom/_provider/data" }), /_provider\/command/],
  [
    "no_keys",
    async () => {
      await world.sql.query(
        "INSERT INTO suites (id, key, name) VALUES (gen_random_uuid(), 'bare', 'bare') ON CONFLICT DO NOTHING",
      );
      world.store.callbackDirectory.invalidate();
      return provoke({ ...good(), path: "/wecom/bare/command" });
    },
    /Suite bare has no Token/,
  ],
  [
    "no_provider_id",
    async () => {
      await world.sql.query("UPDATE provider SET corp_id = NULL");
      world.store.callbackDirectory.invalidate();
      const row = await provoke(echo());
      await world.sql.query("UPDATE provider SET corp_id = $1", [PROVIDER]);
      world.store.callbackDirectory.invalidate();
      return row;
    },
    new RegExp(PROVIDER),
  ],
  [
    "slow",
    async () => {
      const lock = await world.sql.connect();
      await lock.query("BEGIN; LOCK TABLE inbound_events IN ACCESS EXCLUSIVE MODE");
      await sendTo(port, good());
      await lock.query("ROLLBACK");
      lock.release();
      return provoke();
    },
    /within 800 ms/,
  ],
  [
    "database",
    async () => {
      await world.sql.query("ALTER TABLE inbound_events RENAME TO away");
      await sendTo(port, good());
      await world.sql.query("ALTER TABLE away RENAME TO inbound_events");
      return provoke();
    },
    /was not stored/,
  ],
  [
    "aborted",
    async () => {
      await new Promise<void>((resolve) => {
        const socket = net.connect(port, "127.0.0.1", () => {
          socket.write(
            `POST ${COMMAND}?${good().query} HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nabc`,
          );
          setTimeout(() => socket.destroy(), 100);
        });
        socket.on("close", () => resolve());
      });
      await expect.poll(async () => (await recorded()).length).toBe(1);
      return provoke();
    },
    /closed the connection/,
  ],
  [
    "overflow",
    async () => {
      for (let n = 0; n < 9; n += 1) await sendTo(port, post(COMMAND, keyOf("nobody", "q"), "x", ticket()));
      await requests.flush(true);
      const { rows } = await world.sql.query("SELECT * FROM callback_requests WHERE outcome = 'overflow'");
      return rows[0];
    },
    /4 more requests/,
  ],
  [
    "unclear",
    async () => {
      await world.sql.query("UPDATE suites SET suite_id = 'wwtypo' WHERE key = 'crm'");
      world.store.callbackDirectory.invalidate();
      await sendTo(port, good());
      await world.sql.query("UPDATE suites SET suite_id = $1 WHERE key = 'crm'", [SUITE_IDS.crm]);
      world.store.callbackDirectory.invalidate();
      return provoke();
    },
    /settings have changed/,
  ],
  // Last: it leaves hr with another pair.
  [
    "signature_ended_key",
    async () => {
      const pair = { token: "hrToken2", encodingAesKey: keyOf("hrToken2", "New6").text };
      await world.store.callbackKeys.addCallbackKey(world.rows.hr ?? "", pair, world.now());
      world.store.callbackDirectory.invalidate();
      return provoke(post("/wecom/hr/command", KEYS.hr, SUITE_IDS.hr, ticket({}, SUITE_IDS.hr)));
    },
    /old Token/,
  ],
];

/** A URL check whose echostr has a plus sign, with that query changed. */
function withPlus(change: (query: string) => string): Sent[] {
  for (;;) {
    const request = echo({ text: String(Math.floor(world.now().getTime() / 1_000)) });
    if (request.query.includes("%2B")) return [{ ...request, query: change(request.query) }];
  }
}

describe("the doctor", () => {
  test("A8: has a case for every cause there is", () => {
    expect(CASES.map(([cause]) => cause).sort()).toEqual(Object.keys(CALLBACK_CAUSES).sort());
  });

  test.each(CASES)("A8: says what is wrong and what to change: %s", async (cause, make, ...words) => {
    const row = await make();
    expect(row.cause).toBe(cause);
    for (const locale of ["zh-CN", "en"] as const) {
      const said = say(row, locale);
      expect(said?.wrong).toMatch(/\S/);
      expect(said?.change).toMatch(/\S/);
      expect(`${said?.wrong} ${said?.change}`).not.toMatch(/[{}]/);
    }
    for (const word of words) expect(`${say(row)?.wrong} ${say(row)?.change}`).toMatch(word);
    const everything = JSON.stringify((await world.sql.query("SELECT * FROM callback_requests")).rows);
    expect(everything).not.toContain(CANARY);
  });
});

describe("what the page of a suite says while it is set up", () => {
  const refusals = async (label: string) => {
    await requests.flush(true);
    return (await listNewestRefusals(world.deps, label)).map((one) => [one.label, one.channel, one.cause]);
  };
  const send = async (...sent: Sent[]) => {
    for (const one of sent) {
      world.advance(1);
      await sendTo(port, one);
    }
  };

  test("the last refusal of each address, gone as soon as a request succeeds or an hour has passed", async () => {
    await send(
      check(COMMAND, keyOf("nobody", "q"), PROVIDER, "1"),
      check(DATA, keyOf("nobody", "q"), PROVIDER, "2"),
    );
    expect((await refusals("crm")).sort()).toEqual([
      ["crm", "command", "signature"],
      ["crm", "data", "signature"],
    ]);
    expect(await refusals("hr")).toEqual([]);
    await send(good());
    expect(await refusals("crm")).toEqual([["crm", "data", "signature"]]);
    // A visit of a browser is no trouble of the suite.
    await send({ method: "GET", path: DATA, query: "" });
    expect(await refusals("crm")).toEqual([["crm", "data", "signature"]]);
    world.advance(60 * 60_000);
    expect(await refusals("crm")).toEqual([]);
  });

  test("a check that went to another suite's address is shown on the page of the suite whose keys signed it", async () => {
    await send(check(COMMAND, KEYS.solo, PROVIDER, "3"));
    expect(await refusals("solo")).toEqual([["crm", "command", "signature_other_suite"]]);
    await send(check("/wecom/solo/command", KEYS.solo, PROVIDER, "4"));
    expect(await refusals("solo")).toEqual([]);
  });
});

describe("what is kept of a request", () => {
  test("an accepted one: status, bytes, its event, and whose receive id it is", async () => {
    const row = await provoke(good());
    expect(row).toMatchObject({
      outcome: "stored",
      cause: null,
      status: 200,
      bytes_out: 7,
      is_refused: false,
    });
    expect(say(row)).toBeNull();
    expect(row.receive_id).toBe(SUITE_IDS.crm);
    expect(row.remote_address).toMatch(/127\.0\.0\.1/);
    expect(whose(row)).toBe("this suite");
    const { rows } = await world.sql.query("SELECT id FROM inbound_events");
    expect(row.event_id).toBe(rows[0].id);
  });

  test("a duplicate names the event that had come first", async () => {
    const same = good();
    await provoke(same);
    const row = await provoke(same);
    expect(row.outcome).toBe("duplicate");
    expect(row.event_id).toBe((await world.sql.query("SELECT id FROM inbound_events")).rows[0].id);
  });

  test.each([
    ["the provider", () => echo()],
    ["your other suite hr", () => post(COMMAND, KEYS.crm, SUITE_IDS.hr, ticket())],
    ["a customer enterprise", () => post("/wecom/crm/data", KEYS.crm, CORP, text())],
    ["empty (individual developer)", () => post(COMMAND, KEYS.crm, "", ticket())],
    ["unknown (perhaps a listing review)", () => post(COMMAND, KEYS.crm, "wwreview", ticket())],
  ])("a receive id is named: %s", async (words, request) => {
    expect(whose(await provoke(request()))).toBe(words);
  });

  test("H14: rows a minute are bounded for each suite, refused and accepted apart, unknown addresses together", async () => {
    for (let n = 0; n < 12; n += 1) {
      await sendTo(port, { ...good(), path: `/wecom/nobody${n}/command` });
      await sendTo(port, post(COMMAND, keyOf("nobody", "q"), "x", ticket()));
      await sendTo(port, post(COMMAND, KEYS.crm, SUITE_IDS.crm, ticket({ SuiteTicket: `t${n}` })));
    }
    const rows = await recorded();
    const sum = (label: string, isRefused: boolean, outcome?: string) =>
      rows
        .filter(
          (one) =>
            one.label === label && one.is_refused === isRefused && (!outcome || one.outcome === outcome),
        )
        .reduce((all, one) => all + one.repeats, 0);
    expect([sum("unknown", true), sum("crm", true), sum("crm", false)]).toEqual([12, 12, 12]);
    expect([
      sum("unknown", true, "overflow"),
      sum("crm", true, "overflow"),
      sum("crm", false, "overflow"),
    ]).toEqual([7, 7, 7]);
    expect(rows).toHaveLength(18);
    expect(await world.count("inbound_events")).toBe(12);
  });

  test("R2: what could not be written while the database was away is written afterwards", async () => {
    await world.sql.query("ALTER TABLE callback_requests RENAME TO requests_away");
    await sendTo(port, good());
    await requests.flush();
    await world.sql.query("ALTER TABLE requests_away RENAME TO callback_requests");
    expect(await recorded()).toHaveLength(1);
  });
});
