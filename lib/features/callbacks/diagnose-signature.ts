import { openWecom } from "@/lib/core/crypto/wecom-aes";
import { isWecomSignature } from "@/lib/core/crypto/wecom-signature";
import { formatTime } from "@/lib/core/format-time";
import { parseSuiteKey } from "@/lib/core/ids";
import type { Secret } from "@/lib/core/secret";
import { callbackAddress, type Diagnosis, type Judged } from "@/lib/features/callbacks/diagnosis";
import type { Deps } from "@/lib/features/deps";
import { PROVIDER_LABEL } from "@/lib/store/callback-directory";

/** What was sealed, once signature and key fit; or why they do not. */
export type SealDiagnosis = { opened: { message: Buffer; receiveId: string } } | { diagnosis: Diagnosis };

/** Whether a Token signs this ciphertext with the query's timestamp and nonce. */
export function isSignedBy(token: Secret, { query }: Judged, encrypt: string): boolean {
  const parts = { timestamp: query.timestamp, nonce: query.nonce, encrypt };
  return isWecomSignature(query.msgSignature, token.reveal(), parts);
}

/** Which of the two secrets does not fit, and whose they would be. */
export async function diagnoseSeal(deps: Deps, judged: Judged, encrypt: string): Promise<SealDiagnosis> {
  const signing = judged.target.keys.filter((key) => isSignedBy(key.token, judged, encrypt));
  for (const key of signing) {
    const opened = openWecom(key.aesKey, encrypt);
    if (opened.ok) return { opened: opened.value };
  }
  if (signing.length > 0) return { diagnosis: { cause: "aes_key", facts: {} } };
  return { diagnosis: await diagnoseSignature(deps, judged, encrypt) };
}

async function diagnoseSignature(deps: Deps, judged: Judged, encrypt: string): Promise<Diagnosis> {
  const { target, seen } = judged;
  const ended = await deps.store.callbackKeys.listEndedTokens(target.suiteRowId, deps.clock.now());
  const old = ended.find((one) => isSignedBy(one.token, judged, encrypt));
  if (old) return { cause: "signature_ended_key", facts: { at: formatTime(old.endedAt) } };
  const { suites } = await deps.store.callbackRequests.listKnownSuites();
  for (const label of [...suites.map((one) => one.key), PROVIDER_LABEL]) {
    const key = label === PROVIDER_LABEL ? PROVIDER_LABEL : parseSuiteKey(label);
    if (!key || label === target.label) continue;
    const other = await deps.store.callbackDirectory.findCallbackTarget(key);
    if (!other?.keys.some((one) => isSignedBy(one.token, judged, encrypt))) continue;
    const channel =
      label === PROVIDER_LABEL ? "provider" : seen.channel === "provider" ? "command" : seen.channel;
    return {
      cause: "signature_other_suite",
      facts: { suite: label, address: callbackAddress(deps, label, channel) },
    };
  }
  return { cause: "signature", facts: {} };
}
