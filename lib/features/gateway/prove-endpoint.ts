import { createHash, timingSafeEqual } from "node:crypto";
import { signWebhook } from "@/lib/core/crypto/standard-webhook";
import type { Deps } from "@/lib/features/deps";
import type { Endpoint } from "@/lib/store/endpoint-shape";

const CHALLENGE_BYTES = 24;
const TIMEOUT_MS = 10_000;
export const CHALLENGE_TYPE = "portal.challenge";

const same = (a: string, b: string) =>
  timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());

/** The value in an answer: `{"challenge": "…"}`, or the value alone as text. */
function challengeIn(body: string): string {
  try {
    const read: unknown = JSON.parse(body);
    if (typeof read === "object" && read !== null && "challenge" in read) return String(read.challenge);
    return String(read);
  } catch {
    return body.trim();
  }
}

export type Proof =
  | { ok: true }
  /** `why`: a failure of the connection, or the status, or `answer` for a wrong value. */
  | { ok: false; why: string };

/**
 * Asks the receiver for consent before anything else is sent there (threat G6): a signed `portal.challenge`, whose
 * value it must send back. A stranger's web server does not, so we can't be used to flood one.
 */
export async function proveEndpoint(deps: Deps, endpoint: Endpoint): Promise<Proof> {
  const challenge = deps.ids.random(CHALLENGE_BYTES).toString("hex");
  const now = deps.clock.now();
  const body = JSON.stringify({
    type: CHALLENGE_TYPE,
    timestamp: now.toISOString(),
    data: { challenge, endpoint: endpoint.name, suite: endpoint.suiteKey },
  });
  const secrets = (await deps.store.endpoints.listSecrets(endpoint.id)).map((one) => one.secret);
  const message = { id: deps.ids.uuid(), timestamp: Math.floor(now.getTime() / 1_000), body };
  const answer = await deps.outbound.post({
    url: endpoint.url,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "wecom-provider-portal",
      ...signWebhook(secrets, message),
    },
    body,
    timeoutMs: TIMEOUT_MS,
  });
  if (answer.kind === "failure") return { ok: false, why: answer.why };
  if (answer.status < 200 || answer.status > 299) return { ok: false, why: String(answer.status) };
  if (!same(challengeIn(answer.body), challenge)) return { ok: false, why: "answer" };
  return (await deps.store.endpoints.markVerified(endpoint.id, endpoint.url))
    ? { ok: true }
    : { ok: false, why: "changed" };
}
