import { withQuery } from "./deliver";
import { decodeAesKey, seal, sign } from "./envelope";
import { libraryNumber } from "./judge";
import { type Answer, send } from "./send";
import type { Channel, Proof, ProofVerdict, Suite } from "./state";
import type { World } from "./world";

export interface ProofTarget {
  url: string;
  token: string;
  encodingAesKey: string;
  receiveId: string;
  suiteId: string | null;
}

/** Provider corpid for every URL of every kind, empty for an individual's app (protocol.md 2.4, column GET). */
export function proofReceiveId(world: World, suite: Suite | null): string {
  return suite?.individualOwner === true ? "" : world.state.provider.corpid;
}

/** The GET check of protocol.md 2.5, with rule 1's large number and awkward ciphertext. Changes nothing. */
export async function proveUrl(world: World, target: ProofTarget): Promise<Proof> {
  const at = world.clock.now();
  const base = { at, url: target.url, ok: false, status: null, ms: 0, expected: "", body: "", library: null };
  if (target.url === "") return { ...base, verdict: "no_url" };
  const key = decodeAesKey(target.encodingAesKey);
  if (key === null) return { ...base, verdict: "bad_key", library: -40004 };
  const filled = target.url.replaceAll("$CORPID$", encodeURIComponent(world.state.provider.corpid));
  if (!URL.canParse(filled)) return { ...base, verdict: "bad_url" };

  const { expected, echostr } = makeEcho(world, key, target.receiveId);
  const timestamp = String(world.clock.seconds());
  const nonce = world.random.digits(10);
  const signature = sign(target.token, timestamp, nonce, echostr);
  const query = `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}&echostr=${encodeURIComponent(echostr)}`;
  const requestUrl = withQuery(filled, query);
  const answer = await send({ method: "GET", url: requestUrl, timeoutMs: world.state.timing.proofTimeoutMs });
  const verdict = judgeEcho(answer, expected, echostr);
  world.record({
    direction: "out",
    what: "proof",
    method: "GET",
    path: requestUrl,
    status: answer.status,
    errcode: null,
    ms: answer.ms,
    suiteId: target.suiteId,
    corpid: null,
    request: expected,
    response: answer.body.slice(0, 1024) || (answer.error ?? ""),
  });
  return {
    ...base,
    ok: verdict === "ok",
    status: answer.status,
    ms: answer.ms,
    expected,
    body: answer.body.slice(0, 2048),
    verdict,
    library: verdict === "ok" ? null : libraryNumber(answer.body),
  };
}

/** A number above 2^63 whose ciphertext holds both `+` and `/`. */
function makeEcho(world: World, key: Buffer, receiveId: string): { expected: string; echostr: string } {
  const expected = `9${world.random.between(3, 9)}${world.random.digits(18)}`;
  for (;;) {
    const echostr = seal(key, expected, receiveId);
    if (echostr.includes("+") && echostr.includes("/")) return { expected, echostr };
  }
}

function judgeEcho(answer: Answer, expected: string, echostr: string): ProofVerdict {
  const { body, status, error } = answer;
  if (error === "timeout") return "timeout";
  if (status === null || error !== null) return "connection_error";
  if (status >= 300 && status < 400) return "redirected";
  if (status !== 200) return "http_error";
  if (body === expected) return "ok";
  if (body.trim() === echostr) return "echoed_ciphertext";
  if (/^["']/.test(body) && body.includes(expected)) return "quoted";
  if (body.includes(expected)) return "trailing_bytes";
  const rounded = body.trim();
  return /^[\d.e+]+$/.test(rounded) && Number(rounded) === Number(expected) ? "number_rounded" : "wrong_body";
}

export const CHANNELS: readonly Channel[] = ["command", "data", "settings", "provider"];
