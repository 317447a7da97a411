import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { XmlOut } from "@/lib/core/xml/write-xml";
import { getEvent, openEvent } from "@/lib/features/callbacks/read-event";
import {
  type CallbackWorld,
  CORP,
  check,
  createCallbackWorld,
  KEYS,
  keyOf,
  type Mount,
  PROVIDER,
  post,
  type Reply,
  type Sent,
  SUITE_IDS,
  untilTaken,
} from "./callback-kit";

const DAY = 24 * 3_600_000;
const CANARY = "CANARY-7f3a";

/** One battery for both mounts: what holds for the route functions holds for the door. */
export function describeCallbacks(name: string, mountOn: (world: CallbackWorld) => Promise<Mount>): void {
  describe(name, () => {
    let world: CallbackWorld;
    let mount: Mount;
    const send = (request: Sent): Promise<Reply> => mount.send(request);
    beforeAll(async () => {
      world = await createCallbackWorld();
      mount = await mountOn(world);
    });
    afterAll(async () => {
      await mount?.close();
      await world?.close();
    });
    beforeEach(() => world.clear());

    const ticket = (fields: XmlOut = {}, suiteId = SUITE_IDS.crm): XmlOut => ({
      SuiteId: suiteId,
      InfoType: "suite_ticket",
      TimeStamp: world.seconds(),
      SuiteTicket: CANARY,
      ...fields,
    });
    const text = (fields: XmlOut = {}): XmlOut => ({
      ToUserName: CORP,
      FromUserName: "woMember",
      CreateTime: world.seconds(),
      MsgType: "text",
      Content: "你好 🎉",
      MsgId: "7302458932457893245",
      AgentID: 1000042,
      ...fields,
    });
    const firstEvent = async () => {
      const { events } = await world.store.inboundEvents.listEvents({}, 1, null);
      if (!events[0]) throw new Error("nothing is stored");
      return events[0];
    };
    const refusal = () => send(post("/wecom/crm/command", keyOf("other", "q"), SUITE_IDS.crm, ticket()));
    const expectRefused = async (request: Sent) => {
      expect(await send(request)).toEqual(await refusal());
      expect(await world.count("inbound_events")).toBe(0);
    };

    describe("events in", () => {
      test("R2: a suite event is stored sealed with its work row, then answered success in plain text", async () => {
        const reply = await send(post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket()));
        expect(reply.status).toBe(200);
        expect(reply.body).toBe("success");
        expect(reply.headers["content-type"]).toMatch(/^text\/plain/);
        expect(reply.headers["set-cookie"]).toBeUndefined();
        expect(reply.headers.location).toBeUndefined();
        const event = await firstEvent();
        expect(event).toMatchObject({
          type: "suite_ticket",
          channel: "command",
          receiveId: SUITE_IDS.crm,
          isStale: false,
        });
        expect(event.platformTime?.getTime()).toBe(world.seconds() * 1_000);
        expect(
          await world.count("work_items", `kind = 'event' AND subject_id = '${event.id}' AND priority = 5`),
        ).toBe(1);
        const raw = await world.sql.query("SELECT payload_sealed FROM inbound_events");
        expect(raw.rows[0].payload_sealed.includes(CANARY)).toBe(false);
        expect((await openEvent(world.deps, event.id))?.content.fields.SuiteTicket).toBe(CANARY);
      });

      test("H5: people see an event with its secrets masked", async () => {
        await send(post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket({ AuthCode: CANARY })));
        const shown = await getEvent(world.deps, (await firstEvent()).id);
        expect(JSON.stringify(shown)).not.toContain(CANARY);
        expect(shown?.content.fields.SuiteTicket).toBe("[secret]");
      });

      test("the work of an auth_code comes first", async () => {
        const fields = ticket({ InfoType: "create_auth", AuthCode: "c", SuiteTicket: "" });
        await send(post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, fields));
        expect(await world.count("work_items", "priority = 0")).toBe(1);
      });

      test("a message of an installed corp is work at once, its MsgId kept to the last digit", async () => {
        const reply = await send(post("/wecom/crm/data", KEYS.crm, CORP, text()));
        expect(reply.body).toBe("success");
        const event = await firstEvent();
        expect(event).toMatchObject({ type: "text", corpId: CORP });
        expect((await openEvent(world.deps, event.id))?.content.fields).toMatchObject({
          MsgId: "7302458932457893245",
          Content: "你好 🎉",
        });
        expect(await world.count("work_items", "kind = 'event'")).toBe(1);
      });

      test("A6: data of a corp that is not the suite's is stored, its work parked for a quarter of an hour", async () => {
        const stranger = "wpStranger0000000000000000000001";
        const fields = text({ ToUserName: stranger });
        expect((await send(post("/wecom/crm/data", KEYS.crm, stranger, fields))).body).toBe("success");
        expect((await send(post("/wecom/hr/data", KEYS.hr, CORP, text()))).body).toBe("success");
        const due = new Date(world.now().getTime() + 900_000).toISOString();
        expect(await world.count("work_items", `kind = 'parked_event' AND run_at = '${due}'`)).toBe(2);
        expect(await world.count("work_items", "kind = 'event'")).toBe(0);
      });

      test("the settings URL takes messages as the data URL does", async () => {
        expect((await send(post("/wecom/crm/settings", KEYS.crm, CORP, text()))).body).toBe("success");
        expect(await world.count("work_items", "kind = 'event'")).toBe(1);
      });

      test("provider-level events come with the provider's own keys", async () => {
        const fields = {
          ServiceCorpId: PROVIDER,
          InfoType: "register_corp",
          TimeStamp: world.seconds(),
          RegisterCode: CANARY,
        };
        const path = "/wecom/_provider/command";
        expect((await send(post(path, KEYS.provider, PROVIDER, fields))).body).toBe("success");
        expect(await firstEvent()).toMatchObject({
          channel: "provider",
          suiteRowId: null,
          type: "register_corp",
        });
        await world.clear();
        await expectRefused(post(path, KEYS.provider, SUITE_IDS.crm, fields));
        await expectRefused(post(path, KEYS.provider, PROVIDER, { ...fields, ServiceCorpId: "wwother" }));
        await expectRefused(post(path, KEYS.crm, PROVIDER, fields));
        await expectRefused(post("/wecom/_provider/data", KEYS.provider, PROVIDER, fields));
        await expectRefused(post("/wecom/_provider/settings", KEYS.provider, PROVIDER, fields));
      });

      test("before the suite_id is known, the first ticket is taken when it is sealed for the suite it names", async () => {
        const own = ticket({}, "wwnewsuite0000001");
        expect((await send(post("/wecom/fresh/command", KEYS.fresh, "wwnewsuite0000001", own))).body).toBe(
          "success",
        );
        await world.clear();
        await expectRefused(post("/wecom/fresh/command", KEYS.fresh, "wwother", own));
        await expectRefused(post("/wecom/fresh/command", KEYS.fresh, PROVIDER, own));
      });

      test("the two known exceptions: a provider corp id, and change_app_admin sealed for an installed corp", async () => {
        const change = ticket({ InfoType: "change_auth", AuthCorpId: CORP, SuiteTicket: "" });
        expect((await send(post("/wecom/crm/command", KEYS.crm, PROVIDER, change))).body).toBe("success");
        const admin = text({
          FromUserName: "sys",
          MsgType: "event",
          Event: "change_app_admin",
          MsgId: "",
          Content: "",
        });
        expect((await send(post("/wecom/crm/command", KEYS.crm, CORP, admin))).body).toBe("success");
        await world.clear();
        await expectRefused(post("/wecom/hr/command", KEYS.hr, CORP, admin));
      });

      test("an individual's suite is addressed by the empty receive id, others are not", async () => {
        const own = ticket({}, SUITE_IDS.solo);
        expect((await send(post("/wecom/solo/command", KEYS.solo, "", own))).body).toBe("success");
        await world.clear();
        await expectRefused(post("/wecom/crm/command", KEYS.crm, "", ticket()));
        await expectRefused(post("/wecom/crm/data", KEYS.crm, "", text()));
      });

      test("C10: unknown InfoType, Event and new elements are stored and answered success", async () => {
        const fields = ticket({ InfoType: "brand_new_thing", Wholly: { New: "1" } });
        expect((await send(post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, fields))).body).toBe(
          "success",
        );
        const event = text({ MsgType: "event", Event: "Never_Seen", MsgId: "" });
        expect((await send(post("/wecom/crm/data", KEYS.crm, CORP, event))).body).toBe("success");
        expect(await world.count("inbound_events", "type IN ('brand_new_thing', 'event.never_seen')")).toBe(
          2,
        );
        expect(await world.count("work_items")).toBe(2);
      });

      test("a trailing slash is part of no answer", async () => {
        const reply = await send(post("/wecom/crm/command/", KEYS.crm, SUITE_IDS.crm, ticket()));
        expect([reply.status, reply.body]).toEqual([200, "success"]);
      });
    });

    describe("duplicates, replays and age", () => {
      test("R3: a retry, sealed and signed anew, with its elements in another order, is one event", async () => {
        const fields = ticket();
        const turned = Object.fromEntries(Object.entries(fields).reverse());
        for (const one of [fields, fields, turned])
          expect((await send(post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, one))).body).toBe("success");
        expect(await world.count("inbound_events")).toBe(1);
        expect(await world.count("work_items")).toBe(1);
      });

      test("R3: a message is known by its MsgId within its corp", async () => {
        const twin = "wpTwin00000000000000000000000001";
        for (const content of ["a", "b"])
          await send(post("/wecom/crm/data", KEYS.crm, CORP, text({ Content: content })));
        await send(post("/wecom/crm/data", KEYS.crm, twin, text({ ToUserName: twin })));
        expect(await world.count("inbound_events")).toBe(2);
      });

      test("R3: a hundred equal callbacks at once leave one event and one work row", async () => {
        const fields = ticket();
        const one = () => send(post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, fields));
        const replies = await Promise.all(Array.from({ length: 100 }, () => untilTaken(one)));
        expect(new Set(replies.map((reply) => reply.body))).toEqual(new Set(["success"]));
        expect([await world.count("inbound_events"), await world.count("work_items")]).toEqual([1, 1]);
      });

      test("A4: a callback older than 24 hours is kept, flagged, and nobody works on it", async () => {
        const old = ticket({
          InfoType: "cancel_auth",
          AuthCorpId: CORP,
          TimeStamp: world.seconds() - 86_401,
        });
        expect((await send(post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, old))).body).toBe("success");
        expect((await firstEvent()).isStale).toBe(true);
        expect(await world.count("work_items")).toBe(0);
      });

      test("A3, A4: a captured callback sent again changes nothing, whatever its outer timestamp", async () => {
        const captured = post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket());
        await send(captured);
        await world.sql.query("DELETE FROM work_items");
        await send(captured);
        await send(
          post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket(), { timestamp: "1999999999" }),
        );
        expect([await world.count("inbound_events"), await world.count("work_items")]).toEqual([1, 0]);
      });
    });

    describe("what is refused", () => {
      const parts = () => post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket());

      test("A1: one changed byte in signature, timestamp, nonce or body is refused and leaves nothing", async () => {
        const good = parts();
        const flip = (value: string, at: number) =>
          `${value.slice(0, at)}${value[at] === "1" ? "2" : "1"}${value.slice(at + 1)}`;
        for (const at of [14, 53, 70, 83]) await expectRefused({ ...good, query: flip(good.query, at) });
        const body = String(good.body);
        const start = body.indexOf("<Encrypt><![CDATA[") + 18;
        for (const at of [start, start + 40, body.indexOf("]]></Encrypt>") - 5])
          await expectRefused({ ...good, body: flip(body, at) });
      });

      test("A6: suites, URLs and receive ids: only the diagonal passes", async () => {
        const command = { crm: SUITE_IDS.crm, hr: SUITE_IDS.hr };
        for (const path of ["crm", "hr"] as const)
          for (const key of ["crm", "hr"] as const)
            for (const receiveId of [...Object.values(command), CORP, "wwelse", ""])
              for (const inner of Object.values(command)) {
                const request = post(`/wecom/${path}/command`, KEYS[key], receiveId, ticket({}, inner));
                const isRight = path === key && command[path] === receiveId && inner === command[path];
                expect((await send(request)).status).toBe(isRight ? 200 : 403);
              }
        await world.clear();
        for (const receiveId of [SUITE_IDS.crm, SUITE_IDS.hr, "wwelse"])
          await expectRefused(post("/wecom/crm/data", KEYS.crm, receiveId, text(), { outer: CORP }));
        await expectRefused(post("/wecom/crm/data", KEYS.crm, SUITE_IDS.crm, ticket()));
      });

      test("A8: every kind of refusal is one answer, byte for byte, and no log holds what was inside", async () => {
        const good = parts();
        const xml = (inside: string) => post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, inside);
        const kinds: Sent[] = [
          { ...good, query: good.query.replace("msg_signature=", "msg_signature=0") },
          { ...good, query: "" },
          { ...good, query: `${good.query}&nonce=1` },
          { ...good, path: "/wecom/nobody/command" },
          { ...good, path: "/wecom/NOT%20A%20KEY/command" },
          { ...good, path: "/wecom/hr/command" },
          { ...good, body: "" },
          { ...good, body: "not xml" },
          { ...good, body: `<!DOCTYPE x [<!ENTITY a "${CANARY}">]>${good.body}` },
          { ...good, body: String(good.body).replace("<Encrypt>", "<Encrypt>x</Encrypt><Encrypt>") },
          xml(`<!DOCTYPE x><xml><InfoType>${CANARY}</InfoType></xml>`),
          xml(CANARY),
          xml(`<xml><InfoType>a</InfoType><InfoType>${CANARY}</InfoType></xml>`),
          xml(`<xml><SuiteId>${SUITE_IDS.crm}</SuiteId><Other>${CANARY}</Other></xml>`),
          post("/wecom/crm/command", KEYS.crm, "wwelse", ticket()),
          post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket({}, SUITE_IDS.hr)),
          post("/wecom/crm/command", keyOf("crmToken", "Wrong9"), SUITE_IDS.crm, ticket()),
          { ...good, method: "GET" },
          check("/wecom/crm/command", KEYS.crm, "wwelse", "123"),
          { ...good, headers: { "content-encoding": "gzip" } },
        ];
        const expected = await refusal();
        expect([expected.status, expected.body]).toEqual([403, ""]);
        expect(expected.headers["set-cookie"]).toBeUndefined();
        for (const kind of kinds) expect(await send(kind)).toEqual(expected);
        expect(await world.count("inbound_events")).toBe(0);
        expect(world.logged.join("\n")).not.toContain(CANARY);
      });

      test("B4: a body over the cap is refused, one just under it is judged", async () => {
        const huge = { ...parts(), body: "x".repeat(200_000) };
        expect((await send(huge)).status).toBe(413);
        expect((await send({ ...parts(), body: "x".repeat(170_000) })).status).toBe(403);
      });

      test.each(["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])(
        "%s is no method of a callback",
        async (method) => {
          const reply = await send({ path: "/wecom/crm/command", method, query: "" });
          expect([reply.status, reply.body]).toEqual([405, ""]);
        },
      );
    });

    describe("URL proof", () => {
      const echo = "94966531020182955848408";

      test.each([
        ["/wecom/crm/command", KEYS.crm],
        ["/wecom/crm/data", KEYS.crm],
        ["/wecom/crm/settings", KEYS.crm],
        ["/wecom/_provider/command", KEYS.provider],
        ["/wecom/fresh/command", KEYS.fresh],
      ])(
        "%s answers the plain bytes, numbers above 2^53 intact, and records that it did",
        async (path, key) => {
          const reply = await send(check(path, key, PROVIDER, echo));
          expect([reply.status, reply.body]).toEqual([200, echo]);
          expect(reply.headers["content-type"]).toMatch(/^text\/plain/);
          expect(await world.count("url_proofs")).toBe(1);
        },
      );

      test("an echostr whose plus signs became spaces is repaired", async () => {
        for (let tries = 0; tries < 40; tries += 1) {
          const request = check("/wecom/crm/command", KEYS.crm, PROVIDER, echo);
          if (!request.query.includes("%2B")) continue;
          const reply = await send({ ...request, query: request.query.replaceAll("%2B", "%20") });
          expect([reply.status, reply.body]).toEqual([200, echo]);
          return;
        }
        throw new Error("no echostr with a plus sign came up");
      });

      test("a data URL with ?corpid= is proven for a corp of the suite, and for no other", async () => {
        expect((await send(check("/wecom/crm/data", KEYS.crm, CORP, "1", CORP))).body).toBe("1");
        expect((await send(check("/wecom/crm/data", KEYS.crm, PROVIDER, "2", "$CORPID$"))).body).toBe("2");
        await world.clear();
        for (const request of [
          check("/wecom/crm/data", KEYS.crm, CORP, "3"),
          check("/wecom/crm/command", KEYS.crm, CORP, "3", CORP),
          check("/wecom/hr/data", KEYS.hr, CORP, "3", CORP),
          check("/wecom/crm/data", KEYS.crm, "wwelse", "3", "wwelse"),
        ])
          await expectRefused(request);
      });

      test("an individual's URL is proven with the empty receive id", async () => {
        expect((await send(check("/wecom/solo/command", KEYS.solo, "", "5"))).body).toBe("5");
        await expectRefused(check("/wecom/crm/command", KEYS.crm, "", "5"));
      });

      test("A7: an echostr is answered once", async () => {
        const request = check("/wecom/crm/command", KEYS.crm, PROVIDER, "77");
        const replies = await Promise.all([send(request), send(request), send(request)]);
        expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
        expect((await send(request)).status).toBe(403);
      });

      test("A7: a recorded POST sent as echostr is not decrypted for anyone", async () => {
        for (const request of [
          post("/wecom/crm/command", KEYS.crm, SUITE_IDS.crm, ticket()),
          post("/wecom/crm/command", KEYS.crm, PROVIDER, ticket()),
          post("/wecom/crm/data", KEYS.crm, CORP, text()),
        ]) {
          const encrypt = /<Encrypt><!\[CDATA\[([^\]]+)/.exec(String(request.body))?.[1] ?? "";
          await expectRefused({
            path: request.path,
            method: "GET",
            query: `${request.query}&corpid=${CORP}&echostr=${encodeURIComponent(encrypt)}`,
          });
        }
      });

      test.each([
        ["suite id", SUITE_IDS.crm, "1"],
        ["XML", PROVIDER, "<xml/>"],
        ["spaces", PROVIDER, "a b"],
        ["65 characters", PROVIDER, "1".repeat(65)],
        ["a long one", PROVIDER, "1".repeat(400)],
        ["empty", PROVIDER, ""],
      ])("A7: a check with %s is refused", async (_name, receiveId, message) => {
        await expectRefused(check("/wecom/crm/command", KEYS.crm, receiveId, message));
      });

      test("A7: once proven and a day old, a URL answers only while staff expect a check", async () => {
        const again = () =>
          send(check("/wecom/hr/command", KEYS.hr, PROVIDER, String(world.now().getTime())));
        world.advance(2 * DAY);
        expect((await again()).status).toBe(200);
        expect((await again()).status).toBe(403);
        expect((await send(check("/wecom/hr/data", KEYS.hr, PROVIDER, "8"))).status).toBe(200);
        await world.store.suites.openProofWindow(
          world.rows.hr ?? "",
          new Date(world.now().getTime() + 900_000),
        );
        world.store.callbackDirectory.invalidate();
        expect((await again()).status).toBe(200);
        world.advance(901_000);
        expect((await again()).status).toBe(403);
      });
    });

    // Last: it leaves hr with a second pair.
    test("A10: after a change of keys both pairs work until the old one ends, and a new proof is expected", async () => {
      const newer = keyOf("hrToken2", "New6");
      const endsAt = new Date(world.now().getTime() + DAY);
      const hr = world.rows.hr ?? "";
      await world.store.callbackKeys.addCallbackKey(
        hr,
        { token: "hrToken2", encodingAesKey: newer.text },
        endsAt,
      );
      world.store.callbackDirectory.invalidate();
      const push = (key: typeof newer) => {
        world.advance(1_000);
        return send(post("/wecom/hr/command", key, SUITE_IDS.hr, ticket({}, SUITE_IDS.hr)));
      };
      expect((await push(newer)).status).toBe(200);
      expect((await push(KEYS.hr)).status).toBe(200);
      expect((await send(check("/wecom/hr/command", newer, PROVIDER, "91"))).body).toBe("91");
      world.advance(2 * DAY);
      world.store.callbackDirectory.invalidate();
      expect((await push(newer)).status).toBe(200);
      expect((await push(KEYS.hr)).status).toBe(403);
    });
  });
}
