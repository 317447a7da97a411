import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { handOutToken } from "@/lib/features/tokens/hand-out-token";
import type { StoredToken } from "@/lib/store/tokens";
import type { WecomAnswer } from "@/lib/wecom/answer";
import type { FreshToken } from "@/lib/wecom/client";

const PLACE = { kind: "corp", ownerId: "a" } as const;

/** One token row in memory with the same rules as the table: lease, version, back-off. */
function createRow(now: () => Date) {
  let row: StoredToken = {
    id: "row",
    value: null,
    version: 0,
    expiresAt: null,
    fetchedAt: null,
    forcedAt: null,
    retryAfter: null,
    lastErrcode: null,
    lastErrorAt: null,
    isLeased: false,
  };
  const tokens = {
    findToken: async () => ({ ...row }),
    claimTokenRefresh: async (_place: unknown, input: { seenVersion: number; forcedAt: Date | null }) => {
      if (row.isLeased || row.version !== input.seenVersion) return null;
      row = { ...row, isLeased: true, forcedAt: input.forcedAt ?? row.forcedAt };
      return { id: "row", leaseToken: "lease", version: row.version };
    },
    renewTokenLease: async () => true,
    saveToken: async (
      _lease: unknown,
      saved: { value: Secret; expiresAt: Date; fetchedAt: Date; retryAfter: Date | null },
    ) => {
      row = {
        ...row,
        ...saved,
        version: row.version + 1,
        isLeased: false,
        lastErrcode: null,
        lastErrorAt: null,
      };
      return true;
    },
    failTokenRefresh: async (
      _lease: unknown,
      failure: { errcode: number | null; at: Date; retryAfter: Date },
    ) => {
      row = {
        ...row,
        isLeased: false,
        lastErrcode: failure.errcode,
        lastErrorAt: failure.at,
        retryAfter: failure.retryAfter,
      };
    },
  };
  const log = { info() {}, warn() {}, error() {} };
  return { store: { tokens }, clock: { now }, log } as unknown as Deps;
}

/** WeCom: the same token until it ends, unless it withdraws it; and sometimes a refusal. */
function createWecom(now: () => Date) {
  let current = { text: "t0", endsAt: 0 };
  let made = 0;
  return {
    asked: [] as number[],
    refusing: false,
    withdraw() {
      current = { ...current, endsAt: 0 };
    },
    isLive: (token: Secret) => token.reveal() === current.text && current.endsAt > now().getTime(),
    async ask(): Promise<WecomAnswer<FreshToken>> {
      const at = now().getTime();
      this.asked.push(at);
      if (this.refusing)
        return { ok: false, error: { kind: "refused", api: "x", errcode: 40001, hint: null } };
      if (current.endsAt <= at) {
        made += 1;
        current = { text: `t${made}`, endsAt: at + 7_200_000 };
      }
      const left = Math.max(1, Math.ceil((current.endsAt - at) / 1000));
      return { ok: true, value: { token: new Secret(current.text), expiresInSeconds: left } };
    },
  };
}

type Step = { kind: "ask" | "report" | "report_other" | "withdraw" | "refuse" | "mend"; seconds: number };
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step["kind"]>(
      "ask",
      "ask",
      "ask",
      "report",
      "report",
      "report_other",
      "withdraw",
      "refuse",
      "mend",
    ),
    seconds: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 3_000 })),
  }),
  { minLength: 1, maxLength: 120 },
);

describe("F9, R14: however callers and WeCom behave", () => {
  test.prop([steps], { numRuns: 200 })("a token is fetched at most twice in any minute", async (list) => {
    let at = 1_764_000_000_000;
    const now = () => new Date(at);
    const deps = createRow(now);
    const wecom = createWecom(now);
    let held: Secret | null = null;
    for (const { kind, seconds } of list) {
      at += seconds * 1000;
      if (kind === "withdraw") wecom.withdraw();
      else if (kind === "refuse") wecom.refusing = true;
      else if (kind === "mend") wecom.refusing = false;
      else {
        const refused =
          kind === "report" ? held : kind === "report_other" ? new Secret("of-yesterday") : null;
        const result = await handOutToken(deps, PLACE, refused ? { refused } : {}, () => wecom.ask());
        if (result.ok) held = result.value.token;
      }
    }
    for (const start of wecom.asked)
      expect(wecom.asked.filter((one) => one >= start && one < start + 60_000).length).toBeLessThanOrEqual(2);
  });

  test.prop([fc.integer({ min: 0, max: 7_000 })])(
    "a token that WeCom withdrew is replaced within one report",
    async (age) => {
      let at = 1_764_000_000_000;
      const now = () => new Date(at);
      const deps = createRow(now);
      const wecom = createWecom(now);
      const first = await handOutToken(deps, PLACE, {}, () => wecom.ask());
      at += age * 1000;
      const held = await handOutToken(deps, PLACE, {}, () => wecom.ask());
      if (!first.ok || !held.ok) throw new Error("no token");
      at += 61_000;
      wecom.withdraw();
      const next = await handOutToken(deps, PLACE, { refused: held.value.token }, () => wecom.ask());
      expect(next.ok && wecom.isLive(next.value.token)).toBe(true);
    },
  );
});
