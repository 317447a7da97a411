import { randomBytes } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { uuidV7 } from "@/lib/core/ids";
import { imageFormatOf, judgeMaterial, MATERIAL_RULES, type MaterialFacts } from "@/lib/core/material-rules";
import type { ProbeReport } from "@/lib/core/probe";
import { type SetupFacts, setupSteps, ticketAge } from "@/lib/features/setup/checklist";
import { judgeHealth } from "@/lib/features/setup/health-board";
import { judgeSelfTest, type SelfTestEvidence } from "@/lib/features/setup/judge-self-test";
import { makeKeyPair } from "@/lib/features/setup/make-key-pair";
import { pasteRows } from "@/lib/features/setup/paste-sheet";

const NOW = new Date("2026-11-25T06:00:00Z");
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe("keys made by the portal", () => {
  test("WeCom's form, never the same twice, no letter favoured", () => {
    const ids = { uuid: () => uuidV7(0, randomBytes(10)), random: (bytes: number) => randomBytes(bytes) };
    const counts = new Map<string, number>();
    const seen = new Set<string>();
    for (let at = 0; at < 400; at += 1) {
      const { token, encodingAesKey } = makeKeyPair(ids);
      expect(token).toMatch(/^[A-Za-z0-9]{32}$/);
      expect(encodingAesKey).toMatch(/^[A-Za-z0-9]{43}$/);
      seen.add(encodingAesKey);
      for (const letter of token + encodingAesKey) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(seen.size).toBe(400);
    expect(counts.size).toBe(62);
    const mean = (400 * 75) / 62;
    for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(mean * 0.35);
  });
});

const FACTS: SetupFacts = {
  proofs: { command: minutesAgo(60), data: minutesAgo(60) },
  hasProviderCorpId: true,
  newestKeyAt: minutesAgo(90),
  newestKeyUsedAt: minutesAgo(5),
  hasSuiteId: true,
  hasSuiteSecret: true,
  lastTicketAt: minutesAgo(5),
  tokenExpiresAt: null,
  tokenFetchedAt: minutesAgo(50),
  tokenErrcode: null,
  activeCorps: 1,
  firstCorpAt: minutesAgo(40),
  endedCorps: 0,
  kind: "app",
};
const stateOf = (facts: Partial<SetupFacts>, name: string) =>
  setupSteps({ ...FACTS, ...facts }, NOW).find((one) => one.name === name)?.state;

describe("the set-up list is computed from facts", () => {
  test("all facts there: all done; none there: one step is next and the rest wait", () => {
    expect(setupSteps(FACTS, NOW).every((one) => one.state === "done")).toBe(true);
    const empty = setupSteps(
      {
        ...FACTS,
        proofs: {},
        hasProviderCorpId: false,
        newestKeyUsedAt: null,
        hasSuiteId: false,
        hasSuiteSecret: false,
        lastTicketAt: null,
        tokenFetchedAt: null,
        activeCorps: 0,
        firstCorpAt: null,
      },
      NOW,
    );
    expect(empty.map((one) => one.state)).toEqual(["next", "later", "later", "later", "later", "later"]);
  });

  test.each([
    ["the last ticket is 26 minutes old", { lastTicketAt: minutesAgo(26) }, "ticket"],
    ["WeCom refused the token", { tokenErrcode: 40080 }, "token"],
    ["the last enterprise left", { activeCorps: 0, firstCorpAt: null, endedCorps: 2 }, "corp"],
    ["new keys that WeCom has not used", { newestKeyAt: minutesAgo(1), newestKeyUsedAt: null }, "urls"],
  ])("a step turns red when its fact goes: %s", (_why, facts, name) => {
    expect(stateOf(facts, name)).toBe("broken");
  });

  test("a login app needs no data callback; an app does", () => {
    expect(stateOf({ kind: "login", proofs: { command: minutesAgo(1) } }, "urls")).toBe("done");
    expect(stateOf({ proofs: { command: minutesAgo(1) } }, "urls")).toBe("next");
  });

  test("R15: a ticket is noticed after 15 minutes and an alarm after 25", () => {
    expect(
      [null, 0, 15, 16, 25, 26].map((age) => ticketAge(age === null ? null : minutesAgo(age), NOW)),
    ).toEqual(["never", "fresh", "fresh", "notice", "notice", "alarm"]);
  });
});

const REPORT: ProbeReport = {
  addresses: ["203.0.113.9"],
  dnsMs: 3,
  tls: { protocol: "TLSv1.3", validUntil: new Date("2027-06-01T00:00:00Z") },
  status: 200,
  location: null,
  contentType: "text/plain",
  contentEncoding: null,
  setsCookie: false,
  bodyBytes: 4,
  body: Buffer.from("echo"),
  totalMs: 40,
  error: null,
};
const QUERY = "msg_signature=a&timestamp=1&nonce=n&echostr=ab%2Bcd%2Fef%3D%3D";
const judge = (report: Partial<ProbeReport>, more: Partial<SelfTestEvidence> = {}) =>
  judgeSelfTest(
    {
      url: "https://portal.example.com/wecom/crm/command",
      report: { ...REPORT, addresses: ["8.8.8.8"], ...report },
      expectedBody: "echo",
      ciphertext: "ab+cd/ef==",
      sentQuery: QUERY,
      seenQuery: QUERY,
      ...more,
    },
    NOW,
  );

describe("the self-test names what is wrong", () => {
  test("nothing, when the answer is what WeCom wants", () => {
    expect(judge({})).toEqual([]);
  });

  test.each([
    ["plain_http", {}, { url: "http://portal.example.com/x" }],
    ["redirect", { status: 301, location: "https://other" }, { seenQuery: null }],
    ["name_unknown", { status: null, error: "ENOTFOUND" }, { seenQuery: null }],
    ["unreachable", { status: null, error: "ECONNREFUSED" }, { seenQuery: null }],
    ["timeout", { status: null, error: "TIMEOUT" }, { seenQuery: null }],
    ["tls", { status: null, error: "ERR_TLS_CERT_ALTNAME_INVALID" }, { seenQuery: null }],
    ["tls", { status: null, error: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" }, { seenQuery: null }],
    ["certificate_ends", { tls: { protocol: "TLSv1.2", validUntil: new Date("2026-11-30") } }, {}],
    ["private_address", { addresses: ["10.0.0.7"] }, {}],
    ["private_address", { addresses: ["::1"] }, {}],
    ["status", { status: 502 }, { seenQuery: null }],
    ["other_server", {}, { seenQuery: null }],
    ["plus_rewritten", {}, { seenQuery: QUERY.replace("%2B", "+") }],
    ["plus_rewritten", {}, { seenQuery: QUERY.replace("%2B", "%20") }],
    ["query_rewritten", {}, { seenQuery: `${QUERY}&utm=1` }],
    ["quoted", { body: Buffer.from('"echo"') }, {}],
    ["extra_bytes", { body: Buffer.from("\ufeffecho") }, {}],
    ["extra_bytes", { body: Buffer.from("echo\n") }, {}],
    ["undecrypted", { body: Buffer.from("ab+cd/ef==") }, {}],
    ["other_body", { body: Buffer.from("<html>") }, {}],
    ["packed", { contentEncoding: "gzip" }, {}],
    ["cookie", { setsCookie: true }, {}],
    ["slow", { totalMs: 501 }, {}],
  ] as const)("%s", (trouble, report, more) => {
    expect(judge(report as Partial<ProbeReport>, more)).toEqual([trouble]);
  });
});

describe("app material, by the rules of each dialect", () => {
  const png = (facts: Partial<MaterialFacts> = {}): MaterialFacts => ({
    format: "png",
    bytes: 200_000,
    pixels: { width: 750, height: 750 },
    hasWhiteCorners: false,
    ...facts,
  });

  test("a logo passes or says why not", () => {
    const { wecom, legacy } = MATERIAL_RULES;
    expect(judgeMaterial(wecom.logo, png())).toEqual([]);
    expect(judgeMaterial(legacy.logo, png())).toEqual(["pixels", "ground"]);
    expect(
      judgeMaterial(legacy.logo, png({ pixels: { width: 640, height: 640 }, hasWhiteCorners: true })),
    ).toEqual([]);
    expect(judgeMaterial(wecom.logo, png({ bytes: 1024 * 1024 + 1 }))).toEqual(["bytes"]);
    expect(judgeMaterial(wecom.logo, png({ pixels: { width: 750, height: 700 } }))).toEqual(["square"]);
    expect(judgeMaterial(wecom.logo, png({ format: "gif" }))).toEqual(["format"]);
    expect(judgeMaterial(wecom.logo, png({ pixels: null }))).toEqual(["unreadable"]);
  });

  test("screenshots: three, each at most 5 MB", () => {
    const rule = MATERIAL_RULES.legacy.screenshot;
    expect(rule.minCount).toBe(3);
    expect(judgeMaterial(rule, png({ bytes: 5 * 1024 * 1024 }))).toEqual([]);
    expect(judgeMaterial(rule, png({ bytes: 5 * 1024 * 1024 + 1 }))).toEqual(["bytes"]);
  });

  property.prop([fc.uint8Array({ maxLength: 16 })])("any first bytes have some format", (head) => {
    expect(["png", "jpeg", "gif", "other"]).toContain(imageFormatOf(head));
  });

  test("a renamed file is known by its bytes", () => {
    expect(imageFormatOf(Buffer.from("89504e470d0a1a0a0000", "hex"))).toBe("png");
    expect(imageFormatOf(Buffer.from("ffd8ffe000104a46", "hex"))).toBe("jpeg");
    expect(imageFormatOf(Buffer.from("GIF89a"))).toBe("gif");
    expect(imageFormatOf(Buffer.from("<svg xmlns"))).toBe("other");
  });
});

describe("what to paste", () => {
  const rows = (dialect: "wecom" | "legacy", url = "https://portal.example.com:8443") =>
    pasteRows({ key: "crm", kind: "app", dialect }, url, null);

  test("each dialect in its own words and order; domains bare, without a port", () => {
    expect(rows("wecom").map((one) => one.field)).toEqual([
      "data",
      "command",
      "settings",
      "trustedDomain",
      "installDomain",
      "ipList",
    ]);
    expect(rows("legacy").map((one) => one.field)).toEqual([
      "startDomainLegacy",
      "installDomainLegacy",
      "commandLegacy",
      "ipList",
      "dataLegacy",
      "settings",
      "trustedDomain",
    ]);
    expect(rows("wecom").find((one) => one.field === "installDomain")?.value).toBe("portal.example.com");
    expect(rows("wecom")[1]?.value).toBe("https://portal.example.com:8443/wecom/crm/command");
  });
});

describe("health of a suite", () => {
  const facts = {
    suiteRowId: "",
    lastProofAt: null,
    lastEventAt: null,
    requests: 100,
    refused: 0,
    oldestUnprocessedSeconds: 0,
    deadWork: 0,
    corpTokensLive: 3,
    corpTokensRefused: 0,
    corpTokenEndsAt: null,
    usedKeyEndsAt: null,
    deliveriesPending: 0,
    deliveriesDead: 0,
  };
  const verdict = (
    more: object = {},
    ticket: "fresh" | "notice" | "alarm" = "fresh",
    errcode: number | null = null,
  ) => judgeHealth({ ticket, facts: { ...facts, ...more }, suiteErrcode: errcode, isExpected: true }, NOW);

  test("good, until one fact is not", () => {
    expect(verdict()).toBe("good");
    expect(verdict({}, "notice")).toBe("notice");
    expect(verdict({}, "alarm")).toBe("alarm");
    expect(verdict({}, "fresh", 60020)).toBe("alarm");
    expect(verdict({ refused: 3 })).toBe("notice");
    expect(verdict({ refused: 21 })).toBe("alarm");
    expect(verdict({ requests: 5, refused: 5 })).toBe("good");
    expect(verdict({ oldestUnprocessedSeconds: 61 })).toBe("notice");
    expect(verdict({ oldestUnprocessedSeconds: 301 })).toBe("alarm");
    expect(verdict({ deadWork: 1 })).toBe("notice");
    expect(verdict({ usedKeyEndsAt: new Date(NOW.getTime() + 3_600_000) })).toBe("notice");
    expect(verdict({ usedKeyEndsAt: minutesAgo(1) })).toBe("alarm");
    expect(verdict({ usedKeyEndsAt: new Date(NOW.getTime() + 20 * 3_600_000) })).toBe("good");
  });
});
