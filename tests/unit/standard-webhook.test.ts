import { randomBytes } from "node:crypto";
import { fc, test as propertyTest } from "@fast-check/vitest";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import {
  createIdMemory,
  makeWebhookSecret,
  signWebhook,
  TOLERANCE_SECONDS,
  verifyWebhook,
} from "@/lib/core/crypto/standard-webhook";
import { Secret } from "@/lib/core/secret";

const now = Math.floor(Date.now() / 1_000);
const headersOf = (signed: ReturnType<typeof signWebhook>) => ({
  id: signed["webhook-id"],
  timestamp: signed["webhook-timestamp"],
  signature: signed["webhook-signature"],
});
const secretBytes = fc.uint8Array({ minLength: 24, maxLength: 64 });
const secretOf = (bytes: Uint8Array) => `whsec_${Buffer.from(bytes).toString("base64")}`;
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 });
const body = fc.record({ type: text, data: fc.jsonValue() }).map((one) => JSON.stringify(one));

describe("R9: signatures that any tool can check", () => {
  test("R9, G8: the published vector", () => {
    const signed = signWebhook([new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")], {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    });
    expect(signed["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  propertyTest.prop([secretBytes, body, fc.uuid()], { numRuns: 1_000 })(
    "R9: what we sign verifies with the standardwebhooks package, non-ASCII bodies included",
    (bytes, payload, id) => {
      const secret = secretOf(bytes);
      const signed = signWebhook([new Secret(secret)], { id, timestamp: now, body: payload });
      expect(new Webhook(secret).verify(payload, signed)).toEqual(JSON.parse(payload));
    },
  );

  propertyTest.prop([secretBytes, body, fc.uuid()], { numRuns: 1_000 })(
    "R9: what the package signs verifies with ours",
    (bytes, payload, id) => {
      const secret = secretOf(bytes);
      const signature = new Webhook(secret).sign(id, new Date(now * 1_000), payload);
      const headers = { id, timestamp: String(now), signature };
      expect(verifyWebhook([new Secret(secret)], headers, payload, now)).toEqual({ ok: true, id });
    },
  );

  test("R9: any changed byte of id, time, body or signature is refused", () => {
    const secret = new Secret(makeWebhookSecret(randomBytes(32)));
    const payload = '{"type":"corp.authorized","data":{"corp_name":"晨星科技"}}';
    const headers = headersOf(signWebhook([secret], { id: "evt_1", timestamp: now, body: payload }));
    expect(verifyWebhook([secret], headers, payload, now).ok).toBe(true);
    const bytes = Buffer.from(payload, "utf8");
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(verifyWebhook([secret], headers, changed, now).ok).toBe(false);
    }
    for (const name of ["id", "timestamp", "signature"] as const)
      for (let at = 0; at < headers[name].length; at += 1) {
        const old = headers[name];
        const changed = {
          ...headers,
          [name]: `${old.slice(0, at)}${old[at] === "7" ? "8" : "7"}${old.slice(at + 1)}`,
        };
        // The last digit of base64 carries bits that no byte has.
        if (name === "signature" && at >= old.length - 2) continue;
        expect(verifyWebhook([secret], changed, payload, now).ok).toBe(false);
      }
  });

  test("R9: five minutes of tolerance, into the past and into the future", () => {
    const secret = new Secret(makeWebhookSecret(randomBytes(32)));
    const at = (shift: number) => {
      const signed = signWebhook([secret], { id: "a", timestamp: now + shift, body: "{}" });
      const seen = verifyWebhook([secret], headersOf(signed), "{}", now);
      return seen.ok ? "ok" : seen.why;
    };
    expect([at(-TOLERANCE_SECONDS), at(TOLERANCE_SECONDS)]).toEqual(["ok", "ok"]);
    expect([at(-TOLERANCE_SECONDS - 1), at(TOLERANCE_SECONDS + 1)]).toEqual(["too_old", "too_new"]);
  });

  test("R10: signed with two secrets, a receiver with either accepts; one with neither does not", () => {
    const [old, fresh, other] = [0, 1, 2].map(() => new Secret(makeWebhookSecret(randomBytes(32))));
    if (!old || !fresh || !other) throw new Error("three secrets");
    const signed = signWebhook([fresh, old], { id: "a", timestamp: now, body: "{}" });
    expect(signed["webhook-signature"].split(" ")).toHaveLength(2);
    for (const secret of [old, fresh]) {
      expect(verifyWebhook([secret], headersOf(signed), "{}", now).ok).toBe(true);
      expect(() => new Webhook(secret.reveal()).verify("{}", signed)).not.toThrow();
    }
    expect(verifyWebhook([other], headersOf(signed), "{}", now).ok).toBe(false);
  });

  test("G8: the receiver's memory takes an id once, and is bounded", () => {
    const memory = createIdMemory(600, 3);
    expect([memory.isNew("a", 0), memory.isNew("a", 1)]).toEqual([true, false]);
    expect(memory.isNew("a", 601)).toBe(true);
    for (const id of ["b", "c", "d", "e"]) expect(memory.isNew(id, 602)).toBe(true);
    expect(memory.isNew("e", 603)).toBe(false);
  });
});
