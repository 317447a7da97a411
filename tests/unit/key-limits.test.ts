import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KEY_LIMITS } from "@/lib/core/key-limits";
import { keyLimitsInput } from "@/lib/features/keys/manage-keys";
import { readBootstrapFile } from "@/lib/features/setup/bootstrap-file";
import { createBucket, limitHeaders } from "@/lib/runtime/api/api-limits";

const MINUTE = 60_000;

describe("F8: a limit of one's own", () => {
  test("F8: lets through exactly the own figure in a window, or the usual one, and says which", () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 1, max: 40 })),
        fc.integer({ min: 1, max: 40 }),
        (own, usual) => {
          const spend = createBucket("key", usual, () => 0);
          const wanted = own ?? usual;
          const passed = Array.from({ length: 50 }, () => spend("a", own)).filter((one) => !one.isOver);
          expect(passed).toHaveLength(Math.min(wanted, 50));
          expect(limitHeaders(spend("a", own))).toMatchObject({
            "ratelimit-limit": String(wanted),
            "ratelimit-policy": `"key";q=${wanted};w=60`,
          });
          // One key's limit is not another's.
          expect(limitHeaders(spend("b"))["ratelimit-limit"]).toBe(String(usual));
        },
      ),
    );
  });

  test("F8: a limit that changes within a window begins no new one: what was used stays used", () => {
    let now = 0;
    const spend = createBucket("key", 10, () => now);
    for (let i = 0; i < 4; i += 1) spend("a", 5);
    expect(spend("a", 5)).toMatchObject({ isOver: false, remaining: 0 });
    expect(spend("a", 5).isOver).toBe(true);
    now = 30_000;
    expect(spend("a", 8)).toMatchObject({ isOver: false, remaining: 1, retryAfterSeconds: 30 });
    expect(spend("a", 2)).toMatchObject({ isOver: true, remaining: 0 });
    expect(spend("a", null)).toMatchObject({ isOver: false, remaining: 1 });
    now = MINUTE;
    expect(spend("a", 2)).toMatchObject({ isOver: false, remaining: 1, retryAfterSeconds: 60 });
  });
});

describe("F8: which figures are taken", () => {
  const keyId = "01900000-0000-7000-8000-000000000000";
  const { max } = KEY_LIMITS.callsPerMinute;

  test.each([
    ["", null],
    [" ", null],
    ["1", 1],
    [String(max), max],
  ])("F8: the form's %j is %j", (given, meant) => {
    const read = keyLimitsInput.safeParse({ keyId, callsPerMinute: given, cachedPerMinute: "" });
    expect(read.data).toEqual({ keyId, callsPerMinute: meant, cachedPerMinute: null });
  });

  test.each(["0", "-1", "1.5", "1e9", "many", String(max + 1)])("F8: the form's %j is refused", (given) => {
    expect(keyLimitsInput.safeParse({ keyId, callsPerMinute: given, cachedPerMinute: "" }).success).toBe(
      false,
    );
  });

  test("F8: the bootstrap file may say them, within the same bounds", () => {
    const read = (limits: unknown) =>
      readBootstrapFile(
        JSON.stringify({
          apiKeys: [{ name: "a", key: "wpk_12345678", suites: ["crm"], scopes: ["proxy:call"], limits }],
        }),
      );
    expect(read(undefined).ok).toBe(true);
    expect(read({ callsPerMinute: 60 })).toMatchObject({
      value: { apiKeys: [{ limits: { callsPerMinute: 60 } }] },
    });
    for (const wrong of [{ callsPerMinute: 0 }, { callsPerMinute: max + 1 }, { calls: 60 }, 60])
      expect(read(wrong)).toMatchObject({
        ok: false,
        problems: [expect.stringMatching(/^apiKeys\.0\.limits/)],
      });
  });
});
