import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readReply } from "@/lib/features/gateway/read-reply";
import { createGatewayWorld, type GatewayWorld } from "@/tests/support/gateway-world";
import { until } from "@/tests/support/install-world";
import { TIMED } from "@/tests/support/timed";

let world: GatewayWorld;
let endpointId: string;
beforeAll(async () => {
  world = await createGatewayWorld();
  world.work();
  world.send();
  await world.install();
  endpointId = await world.endpoint("/answers", ["wecom.text"]);
  await world.deps.store.endpoints.changeEndpoint(endpointId, { isAnswering: true });
});
afterAll(() => world?.close());

type Seen = { verdict: string; reply: string | null };

/** What the platform made of the answer to a member's message: the simulator opens a reply with its own code. */
async function say(text: string): Promise<Seen> {
  const told = await world.push("text", {
    FromUserName: "zhangsan",
    Content: text,
    MsgId: String(Math.floor(Math.random() * 1e15)),
  });
  const list = Array.isArray(told.deliveries) ? told.deliveries : [told.delivery ?? told];
  return list[0] as Seen;
}

describe("an endpoint that answers messages", () => {
  test("its JSON answer goes back to WeCom as an encrypted passive reply, and counts as the delivery", async () => {
    world.receiver.rule("/answers", (_one, response) =>
      response.end(JSON.stringify({ MsgType: "text", Content: "收到：]]> 你好", ToUserName: "evil" })),
    );
    const { verdict, reply } = await say("在吗");
    expect(verdict).toBe("passive_reply");
    expect(reply).toContain("<ToUserName><![CDATA[zhangsan]]></ToUserName>");
    expect(reply).toContain("<MsgType><![CDATA[text]]></MsgType>");
    expect(reply).toContain("收到：");
    await until(async () => (await world.ledger()).pending === 0);
    const { rows } = await world.sql.query(
      "SELECT state, cause, attempts FROM deliveries WHERE endpoint_id = $1",
      [endpointId],
    );
    expect(rows).toEqual([{ state: "delivered", cause: "answer", attempts: 1 }]);
    expect(world.receiver.of("/answers")).toHaveLength(1);
  });

  test("a broken answer is a success to WeCom, and delivered all the same", async () => {
    world.receiver.rule("/answers", (_one, response) => response.end("thanks"));
    expect(await say("第二条")).toMatchObject({ verdict: "success", reply: null });
  });

  test(
    "a late answer is a success to WeCom within its five seconds; the attempt is shown and the message comes again",
    TIMED,
    async () => {
      world.receiver.rule("/answers", () => {});
      const began = Date.now();
      expect(await say("第三条")).toMatchObject({ verdict: "success", reply: null });
      expect(Date.now() - began).toBeLessThan(5_000);
      const failed = await until(async () => {
        const { rows } = await world.sql.query(
          "SELECT a.cause, a.error FROM delivery_attempts a WHERE a.endpoint_id = $1 AND a.error IS NOT NULL",
          [endpointId],
        );
        return rows[0];
      });
      expect(failed).toEqual({ cause: "answer", error: "timeout" });
      world.receiver.rule("/answers", null);
      await world.skipWaits();
      world.deps.wakeDeliveries();
      await until(async () => (await world.ledger()).pending === 0);
      expect((await world.ledger()).imbalance).toBe(0);
    },
  );

  test("what an answer may be: known kinds, names that are names, nothing deep, never another recipient", () => {
    const ends = { toUser: "u", fromCorp: "c", now: new Date(1_000_000) };
    const read = (value: unknown) =>
      readReply(typeof value === "string" ? value : JSON.stringify(value), ends);
    expect(read({ MsgType: "text", Content: "x" })).toEqual({
      ToUserName: "u",
      FromUserName: "c",
      CreateTime: 1_000,
      MsgType: "text",
      Content: "x",
    });
    const news = { MsgType: "news", ArticleCount: 1, Articles: { item: [{ Title: "t", Url: "https://a" }] } };
    expect(read(news)).toMatchObject({ Articles: { item: [{ Title: "t" }] } });
    for (const bad of [
      "",
      "null",
      "[]",
      "not json",
      { MsgType: "event" },
      { Content: "x" },
      { MsgType: "text", "a><b": 1 },
    ])
      expect(read(bad)).toBeNull();
  });
});
