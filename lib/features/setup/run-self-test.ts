import { decodeAesKey } from "@/lib/core/crypto/wecom-aes";
import { parseSuiteKey } from "@/lib/core/ids";
import type { Probe, ProbeReport } from "@/lib/core/probe";
import { fail, ok, type Result } from "@/lib/core/result";
import { writeXml } from "@/lib/core/xml/write-xml";
import { SELF_TEST_ECHO, SELF_TEST_TYPE } from "@/lib/features/callbacks/recognise-self-test";
import type { Deps } from "@/lib/features/deps";
import { isFatal, judgeSelfTest, type SelfTestTrouble } from "@/lib/features/setup/judge-self-test";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { Channel } from "@/lib/store/accept-events";
import { PROVIDER_LABEL } from "@/lib/store/callback-directory";
import type { CallbackKey } from "@/lib/store/callback-keys";
import { type OpeningKey, sealSigned } from "@/lib/wecom/envelope";

export type SelfTestDeps = Deps & { probe: Probe };

/** One request of the self-test and what became of it. Nothing secret in it. */
export type SelfTestLine = {
  channel: Channel;
  method: "GET" | "POST";
  url: string;
  report: Omit<ProbeReport, "body">;
  troubles: SelfTestTrouble[];
  verdict: "good" | "warn" | "bad";
};

/** Longer than the probe waits. */
const EXPECT_MS = 30_000;
const DATA_CORP = "portal-self-test";

type Target = {
  label: string;
  channels: Channel[];
  key: OpeningKey;
  providerCorpId: string;
  suiteId: string;
};

/**
 * Sends our own signed URL checks and messages through the public address, as the platform would, and says what came of
 * each: name, TLS, redirects, status, body, time. Leaves no proof and no event. Operators.
 */
export async function runSelfTest(
  deps: SelfTestDeps,
  principal: StaffPrincipal,
  owner: string,
): Promise<Result<SelfTestLine[], "staff.forbidden" | "suite.unknown" | "provider.not_ready" | "keys.none">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const target = await findTarget(deps, owner);
  if (!target.ok) return target;
  const lines: SelfTestLine[] = [];
  for (const channel of target.value.channels) {
    lines.push(await testOne(deps, target.value, channel, "GET"));
    if (channel !== "settings") lines.push(await testOne(deps, target.value, channel, "POST"));
  }
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "suite.self_tested",
    subject: target.value.label,
    details: { good: lines.filter((one) => one.verdict === "good").length, of: lines.length },
  });
  return ok(lines);
}

async function findTarget(
  deps: Deps,
  owner: string,
): Promise<Result<Target, "suite.unknown" | "provider.not_ready" | "keys.none">> {
  const name = owner === PROVIDER_LABEL ? PROVIDER_LABEL : parseSuiteKey(owner);
  const target = name && (await deps.store.callbackDirectory.findCallbackTarget(name));
  if (!target) return fail("suite.unknown");
  if (target.providerCorpId === null) return fail("provider.not_ready");
  const [newest] = await deps.store.callbackKeys.listCallbackKeys(target.suiteRowId, deps.clock.now());
  const key = newest && toOpeningKey(newest);
  if (!key) return fail("keys.none");
  return ok({
    label: target.label,
    channels: target.kind === "provider" ? ["provider"] : ["command", "data", "settings"],
    key,
    providerCorpId: target.providerCorpId,
    suiteId: target.suiteId ?? DATA_CORP,
  });
}

function toOpeningKey({ token, encodingAesKey }: CallbackKey): OpeningKey | null {
  const aesKey = decodeAesKey(encodingAesKey.reveal());
  return aesKey && { token, aesKey };
}

async function testOne(
  deps: SelfTestDeps,
  target: Target,
  channel: Channel,
  method: "GET" | "POST",
): Promise<SelfTestLine> {
  const path = channel === "provider" ? "command" : channel;
  const base = `${deps.addresses.portalUrl.replace(/\/+$/, "")}/wecom/${target.label}/${path}`;
  const made = method === "GET" ? makeCheck(deps, target) : makeMessage(deps, target);
  await deps.store.selfTests.expectSelfTest(made.ciphertext, deps.clock.now(), EXPECT_MS);
  const report = await deps.probe({ method, url: `${base}?${made.query}`, body: made.body });
  const sighting = await deps.store.selfTests.takeSighting(made.ciphertext);
  const troubles = judgeSelfTest(
    {
      url: base,
      report,
      expectedBody: made.expected,
      ciphertext: made.ciphertext,
      sentQuery: made.query,
      seenQuery: sighting?.seenQuery ?? null,
    },
    deps.clock.now(),
  );
  const verdict = troubles.some(isFatal) ? "bad" : troubles.length > 0 ? "warn" : "good";
  const { body: _body, ...shown } = report;
  return { channel, method, url: base, report: shown, troubles, verdict };
}

type Made = { query: string; body: string | null; expected: string; ciphertext: string };

/** As the vendor console's check: a short echo, sealed for the provider, whose ciphertext holds both `+` and `/`. */
function makeCheck(deps: Deps, target: Target): Made {
  const echo = `${SELF_TEST_ECHO}${deps.ids.random(12).toString("hex")}`;
  for (;;) {
    const sealed = sealFor(deps, target, echo, target.providerCorpId);
    if (!/\+.*\/|\/.*\+/.test(sealed.encrypt)) continue;
    const query = `${sealed.query}&echostr=${encodeURIComponent(sealed.encrypt)}`;
    return { query, body: null, expected: echo, ciphertext: sealed.encrypt };
  }
}

/** As an event, of a type that WeCom does not have and that is never stored. */
function makeMessage(deps: Deps, target: Target): Made {
  const seconds = Math.floor(deps.clock.now().getTime() / 1000);
  const message = writeXml({
    SuiteId: target.suiteId,
    InfoType: SELF_TEST_TYPE,
    TimeStamp: seconds,
    Nonce: deps.ids.random(12).toString("hex"),
  });
  const sealed = sealFor(deps, target, message, target.suiteId);
  const body = writeXml({ ToUserName: target.suiteId, AgentID: "", Encrypt: sealed.encrypt });
  return { query: sealed.query, body, expected: "success", ciphertext: sealed.encrypt };
}

function sealFor(deps: Deps, target: Target, message: string, receiveId: string) {
  const timestamp = String(Math.floor(deps.clock.now().getTime() / 1000));
  const nonce = deps.ids.random(8).toString("hex");
  const random = deps.ids.random(16);
  const { encrypt, msgSignature } = sealSigned({
    key: target.key,
    random,
    timestamp,
    nonce,
    message,
    receiveId,
  });
  return { encrypt, query: `msg_signature=${msgSignature}&timestamp=${timestamp}&nonce=${nonce}` };
}
