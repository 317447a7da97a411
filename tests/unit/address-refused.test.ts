import { describe, expect, test } from "vitest";
import { adviceFor, listErrcodes } from "@/lib/core/wecom-errcodes";
import { explainAnswer } from "@/lib/features/proxy/explain-answer";
import { type CallFact, call } from "@/lib/wecom/call";

const ADDRESS_REFUSED = 60020;
/** WeCom names the caller's address in the text of every refusal, whatever it is about. */
const errmsgOf = (errcode: number) =>
  `refused ${errcode}, hint: [1700000000123456789012345], from ip: 203.0.113.7`;

async function factOf(errcode: number): Promise<CallFact> {
  const facts: CallFact[] = [];
  await call(
    {
      http: async () => ({
        kind: "reply",
        status: 200,
        body: JSON.stringify({ errcode, errmsg: errmsgOf(errcode) }),
      }),
      log: { info() {}, warn() {}, error() {} },
      observe: (fact) => void facts.push(fact),
    },
    { method: "POST", api: "service/get_suite_token", query: {}, body: "{}" },
    () => null,
  );
  if (!facts[0]) throw new Error("nothing was told");
  return facts[0];
}

describe("only 60020 is called an address problem", () => {
  test("of the portal's own calls: a wrong Secret that names an address is no address problem", async () => {
    for (const errcode of listErrcodes())
      expect((await factOf(errcode)).fromAddress, String(errcode)).toBe(
        errcode === ADDRESS_REFUSED ? "203.0.113.7" : null,
      );
  });

  test("of calls that are passed on", () => {
    for (const errcode of listErrcodes()) {
      const headers = explainAnswer(errcode, errmsgOf(errcode), { isRetried: false, blockedSeconds: null });
      expect(headers["x-portal-egress-address"], String(errcode)).toBe(
        errcode === ADDRESS_REFUSED ? "203.0.113.7" : undefined,
      );
    }
  });

  test("in what people read: 60020 alone is told as an address that is not on the list", () => {
    const named = listErrcodes().filter((code) => /IP 白名单/.test(adviceFor(code)?.zh.advice ?? ""));
    expect(named).toEqual([ADDRESS_REFUSED]);
  });
});
