import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { install, type Kit, passiveReply, SUITE, startKit, tag } from "./simulator-kit";

let kit: Kit;
beforeEach(async () => {
  kit = await startKit();
});
afterEach(() => kit.close());

interface Report {
  state: string;
  verdict: string;
  library: number | null;
  reply: string | null;
  tries: Array<{
    status: number | null;
    ms: number;
    body: string;
    verdict: string;
    isSlow: boolean;
    nonce: string;
    msgSignature: string;
    requestBody: string;
  }>;
}
const pushTicket = async () => (await kit.control("POST", "suites/crm/push-ticket")) as unknown as Report;

describe("rule 7: delivery", () => {
  test("rule 7: one try when it answers success; status, milliseconds, body and verdict are reported", async () => {
    const report = await pushTicket();
    expect(report).toMatchObject({
      state: "delivered",
      verdict: "success",
      tries: [{ status: 200, body: "success", verdict: "success" }],
    });
    expect(report.tries[0]?.ms).toBeGreaterThanOrEqual(0);
  });

  test("rule 7: three tries, each sealed and signed anew, then no more", async () => {
    kit.receiver.react = (_received, response) => response.writeHead(503).end("no");
    const report = await pushTicket();
    expect(report).toMatchObject({ state: "gave_up", verdict: "http_error" });
    expect(kit.receiver.received).toHaveLength(3);
    expect(new Set(report.tries.map((one) => one.nonce)).size).toBe(3);
    expect(new Set(report.tries.map((one) => one.requestBody)).size).toBe(3);
    expect(new Set(kit.receiver.received.map((one) => one.message)).size).toBe(1);
  });

  test("rule 7: with signAnew off the same bytes are sent again", async () => {
    await kit.control("POST", "settings", { switches: { signAnew: false } });
    kit.receiver.react = (_received, response) => response.writeHead(503).end("no");
    const report = await pushTicket();
    expect(new Set(report.tries.map((one) => one.requestBody + one.msgSignature)).size).toBe(1);
  });

  test("rule 7: an answer that is not exactly success is shown with the library's number, and not repeated", async () => {
    kit.receiver.react = (_received, response) => response.end("error -40005");
    expect(await pushTicket()).toMatchObject({
      verdict: "bad_body",
      library: -40005,
      tries: [{ status: 200 }],
    });
    kit.receiver.react = (_received, response) => response.end("success\n");
    expect(await pushTicket()).toMatchObject({ verdict: "bad_body", library: null });
  });

  test("rule 7: the time limit closes the connection and tries again", async () => {
    await kit.control("POST", "settings", { timing: { deliveryTimeoutMs: 60 } });
    let calls = 0;
    kit.receiver.react = (_received, response) => {
      calls += 1;
      if (calls === 3) response.end("success");
    };
    const report = await pushTicket();
    expect(report.tries.map((one) => one.verdict)).toEqual(["timeout", "timeout", "success"]);
    expect(report.state).toBe("delivered");
  });

  test("rule 7: the default limits are 5 s, three tries, 1 s for the URL check", () => {
    expect(kit.simulator.state.timing).toMatchObject({
      deliveryTimeoutMs: 5000,
      tries: 3,
      proofTimeoutMs: 1000,
    });
  });

  test("rule 7: the four authorisation events are warned about above 1000 ms", async () => {
    kit.receiver.react = (_received, response) => setTimeout(() => response.end("success"), 1050);
    const { delivery } = (await kit.control("POST", `corps/${kit.corpid}/install`, {
      suiteId: "crm",
    })) as unknown as { delivery: Report };
    expect(delivery.tries.map((one) => one.isSlow)).toEqual([true]);
    expect((await pushTicket()).tries.map((one) => one.isSlow)).toEqual([false]);
  });

  test("rule 7: a passive reply is decrypted; one for another receiver is -40005", async () => {
    await install(kit);
    const message = { suiteId: "crm", corpid: kit.corpid, userid: "lisi", content: "在吗" };
    const xml =
      "<xml><ToUserName>u</ToUserName><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[在的]]></Content></xml>";
    kit.receiver.react = (_received, response) => response.end(passiveReply(xml, kit.openCorpid));
    expect(await kit.control("POST", "messages", message)).toMatchObject({
      verdict: "passive_reply",
      reply: xml,
    });
    expect(kit.simulator.state.messages.at(-1)).toMatchObject({
      direction: "passive_reply",
      content: { content: "在的" },
    });
    kit.receiver.react = (_received, response) => response.end(passiveReply(xml, SUITE));
    expect(await kit.control("POST", "messages", message)).toMatchObject({
      verdict: "bad_body",
      library: -40005,
    });
    kit.receiver.react = (_received, response) =>
      response.end(passiveReply(xml, kit.openCorpid).replace("n1", "n2"));
    expect(await kit.control("POST", "messages", message)).toMatchObject({
      verdict: "bad_body",
      library: -40001,
    });
  });

  test("rule 7: an unreachable receiver is reported as such", async () => {
    await kit.control("PATCH", "suites/crm", { commandUrl: "http://127.0.0.1:1/" });
    expect(await pushTicket()).toMatchObject({ state: "gave_up", verdict: "connection_error" });
  });
});

describe("rule 7: faults on demand", () => {
  const fault = (kind: string, more: object = {}) =>
    kit.control("POST", "faults", { kind, remaining: 1, ...more });
  const types = () => kit.receiver.received.map((one) => tag(one.message, "InfoType"));

  test("rule 7: drop sends nothing, once", async () => {
    await fault("drop", { scope: { type: "suite_ticket", suiteId: SUITE } });
    expect(await pushTicket()).toMatchObject({ state: "dropped", tries: [] });
    expect(kit.receiver.received).toHaveLength(0);
    expect(await pushTicket()).toMatchObject({ state: "delivered" });
  });

  test("rule 7: a fault outside its scope does not strike", async () => {
    await fault("drop", { scope: { type: "create_auth" } });
    await fault("drop", { scope: { suiteId: "wwother" } });
    expect(await pushTicket()).toMatchObject({ state: "delivered" });
  });

  test("rule 7: duplicate and burst repeat the same meaning", async () => {
    await fault("duplicate", { times: 2 });
    await pushTicket();
    expect(kit.receiver.received).toHaveLength(3);
    await fault("burst", { times: 4 });
    await pushTicket();
    expect(kit.receiver.received).toHaveLength(8);
    expect(new Set(kit.receiver.received.map((one) => one.message)).size).toBe(2);
  });

  test("rule 7: delay holds an event back", async () => {
    await fault("delay", { ms: 120 });
    const startedAt = performance.now();
    await pushTicket();
    expect(performance.now() - startedAt).toBeGreaterThan(110);
  });

  test("rule 7: reorder lets the next one pass", async () => {
    await fault("reorder", { ms: 5000, scope: { type: "first" } });
    await kit.control("POST", "events", { suiteId: "crm", type: "first", wait: false });
    await kit.control("POST", "events", { suiteId: "crm", type: "second" });
    await kit.control("POST", "settle");
    expect(types()).toEqual(["second", "first"]);
  });

  test("rule 7: re-encrypted retry after a success", async () => {
    await fault("reencrypt_retry");
    const report = await pushTicket();
    expect(report.tries).toHaveLength(2);
    expect(report.tries[0]?.requestBody).not.toBe(report.tries[1]?.requestBody);
    expect(kit.receiver.received[0]?.message).toBe(kit.receiver.received[1]?.message);
  });

  test("rule 7: wrong receive id, with -40005 as the number to expect", async () => {
    await fault("wrong_receive_id");
    expect(await pushTicket()).toMatchObject({ library: -40005 });
    expect(kit.receiver.received[0]?.receiveId).not.toBe(SUITE);
  });

  test("rule 7: old key, with -40001 as the number to expect", async () => {
    await fault("old_key");
    expect(await pushTicket()).toMatchObject({ library: -40001 });
    expect(kit.receiver.received[0]?.receiveId).toBe("-40001");
  });

  test("rule 7: skewed clock moves the signed timestamp", async () => {
    await fault("skewed_clock", { seconds: -7200 });
    await pushTicket();
    const sent = Number(kit.receiver.received[0]?.query.get("timestamp"));
    expect(Math.abs(sent + 7200 - kit.simulator.world.clock.seconds())).toBeLessThan(5);
  });

  test("rule 7: stale ticket pushes an older one with its older time", async () => {
    await pushTicket();
    await kit.control("POST", "clock/advance", { seconds: 1500 });
    await fault("stale_ticket");
    await pushTicket();
    const [first, second] = kit.receiver.received;
    expect(tag(second?.message ?? "", "SuiteTicket")).toBe(tag(first?.message ?? "", "SuiteTicket"));
    expect(tag(second?.message ?? "", "TimeStamp")).toBe(tag(first?.message ?? "", "TimeStamp"));
  });

  test("rule 7: slow, half-open and big bodies", async () => {
    await fault("slow_body", { ms: 150 });
    const startedAt = performance.now();
    expect(await pushTicket()).toMatchObject({ state: "delivered" });
    expect(performance.now() - startedAt).toBeGreaterThan(100);
    await kit.control("POST", "settings", { timing: { deliveryTimeoutMs: 80 } });
    await fault("half_open");
    expect(await pushTicket()).toMatchObject({ state: "gave_up", verdict: "half_open" });
    await kit.control("POST", "settings", { timing: { deliveryTimeoutMs: 5000 } });
    await fault("big_body");
    await pushTicket();
    expect(kit.receiver.received.at(-1)?.body.length).toBeGreaterThan(200_000);
  });

  test("rule 7: unknown event comes beside the real one", async () => {
    await fault("unknown_event");
    await pushTicket();
    await kit.control("POST", "settle");
    expect(types().sort()).toEqual(["suite_ticket", expect.stringMatching(/^unheard_of_/)]);
  });

  test("rule 7: probability comes from the seed", async () => {
    await kit.control("POST", "faults", { kind: "drop", probability: 0.5 });
    const outcomes: string[] = [];
    for (let i = 0; i < 30; i += 1) outcomes.push((await pushTicket()).state);
    const dropped = outcomes.filter((state) => state === "dropped").length;
    expect(dropped).toBeGreaterThan(5);
    expect(dropped).toBeLessThan(25);
  });
});

describe("rule 13: wire oddities", () => {
  test("rule 13: white space before CDATA, missing AgentID, shuffled elements", async () => {
    const plain = async () => {
      await pushTicket();
      return kit.receiver.received.at(-1);
    };
    expect((await plain())?.body).toContain("<AgentID>");
    await kit.control("POST", "settings", { switches: { wireSpaces: true, wireOmitAgentId: true } });
    const odd = await plain();
    expect(odd?.body).not.toContain("AgentID");
    expect(odd?.message).toMatch(/<InfoType> <!\[CDATA\[suite_ticket\]\]>\n</);
    await kit.control("POST", "settings", { switches: { wireShuffle: true } });
    const orders = new Set<string>();
    for (let i = 0; i < 12; i += 1)
      orders.add([...((await plain())?.message ?? "").matchAll(/<(\w+)>/g)].map((found) => found[1]).join());
    expect(orders.size).toBeGreaterThan(2);
  });

  test("rule 13: an unknown InfoType now and then", async () => {
    await kit.control("POST", "settings", { switches: { wireUnknownEvents: true } });
    for (let i = 0; i < 40; i += 1) await pushTicket();
    await kit.control("POST", "settle");
    const odd = kit.receiver.received.filter((one) => tag(one.message, "InfoType").startsWith("unheard_of_"));
    expect(odd.length).toBeGreaterThan(1);
    expect(odd.length).toBeLessThan(30);
  });

  test("rule 13: the vendor's spelling: trail_info, and change_editon and OpitonIds as composed", async () => {
    await install(kit);
    const pat = await kit.providerToken();
    const info = await kit.api(`license/get_app_license_info?provider_access_token=${pat}`, {
      corpid: kit.openCorpid,
      suite_id: SUITE,
    });
    expect(info).toMatchObject({ license_status: 1, trail_info: { start_time: expect.any(Number) } });
    const card = {
      Event: "template_card_event",
      SelectedItems: { SelectedItem: [{ QuestionKey: "q", OpitonIds: { OpitonId: ["a", "b"] } }] },
    };
    await kit.control("POST", "events", {
      channel: "data",
      suiteId: "crm",
      corpid: kit.corpid,
      type: "event",
      fromUserName: "lisi",
      fields: card,
    });
    const sent = kit.receiver.received.at(-1)?.message ?? "";
    expect(sent).toContain(
      "<OpitonIds><OpitonId><![CDATA[a]]></OpitonId><OpitonId><![CDATA[b]]></OpitonId></OpitonIds>",
    );
    await kit.control("POST", "events", {
      suiteId: "crm",
      corpid: kit.corpid,
      type: "change_editon",
      fields: { PaidCorpId: kit.openCorpid, AuthCorpId: null },
    });
    expect(tag(kit.receiver.received.at(-1)?.message ?? "", "InfoType")).toBe("change_editon");
    expect(kit.receiver.received.at(-1)?.message).not.toContain("AuthCorpId");
  });
});
