import { z } from "zod";
import type { ErrorCode } from "@/lib/core/errors";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { listNewestRefusals } from "@/lib/features/setup/newest-refusals";
import { corpIdShape } from "@/lib/features/setup/setting-shapes";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import { getProviderToken } from "@/lib/features/tokens/get-provider-token";
import { PROVIDER_LABEL } from "@/lib/store/callback-directory";
import type { KeyPrint } from "@/lib/store/console-facts";
import type { StoredRequest } from "@/lib/store/console-requests";
import type { UrlProof } from "@/lib/store/url-proofs";

export const saveProviderInput = z.strictObject({
  corpId: corpIdShape.optional(),
  secret: z.string().trim().min(8).max(512).optional(),
});

/** The provider without anything secret in it. */
export type ShownProvider = {
  corpId: string | null;
  hasSecret: boolean;
  proof: UrlProof | null;
  proofWindowUntil: Date | null;
  keys: KeyPrint[];
  token: { expiresAt: Date | null; fetchedAt: Date | null; errcode: number | null };
  refusedAddress: { address: string; at: Date } | null;
  /** What WeCom got refused last at the provider-level URL. */
  refusals: StoredRequest[];
};

/** Any member of staff. */
export async function showProvider(deps: Deps, _principal: StaffPrincipal): Promise<ShownProvider> {
  const { store } = deps;
  const [provider, keys, proofs, token, egress, refusals] = await Promise.all([
    store.provider.getProvider(),
    store.consoleFacts.listKeyPrints(null),
    store.urlProofs.listNewestProofs(null),
    store.tokens.findToken({ kind: "provider", ownerId: "self" }),
    store.egress.findEgress(),
    listNewestRefusals(deps, PROVIDER_LABEL),
  ]);
  return {
    corpId: provider.corpId,
    hasSecret: provider.secret !== null,
    proof: proofs.find((one) => one.channel === "provider") ?? null,
    proofWindowUntil: provider.proofWindowUntil,
    keys,
    token: {
      expiresAt: token?.expiresAt ?? null,
      fetchedAt: token?.fetchedAt ?? null,
      errcode: token?.lastErrcode ?? null,
    },
    refusedAddress: egress.seen,
    refusals,
  };
}

/** Sets the provider's corp id or secret; the secret is write-only (threat F11). Owners. */
export async function saveProvider(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof saveProviderInput>,
): Promise<Result<null, "staff.forbidden">> {
  if (!isAtLeast(principal.role, "owner")) return fail("staff.forbidden");
  const { store } = deps;
  await store.provider.saveProvider(input);
  store.callbackDirectory.invalidate();
  await store.tokens.allowTokenRetry({ kind: "provider", ownerId: "self" });
  await store.audit.record({
    ...actorOf(principal),
    action: "provider.changed",
    subject: input.corpId ?? null,
    details: { fields: Object.keys(input).sort().join(",") },
  });
  return ok(null);
}

const PROOF_WINDOW_MINUTES = 15;

/** Lets the provider-level URL answer checks for a while (threat A7). Owners. */
export async function openProviderProofWindow(
  deps: Deps,
  principal: StaffPrincipal,
): Promise<Result<null, "staff.forbidden">> {
  if (!isAtLeast(principal.role, "owner")) return fail("staff.forbidden");
  const until = new Date(deps.clock.now().getTime() + PROOF_WINDOW_MINUTES * 60_000);
  await deps.store.provider.openProviderProofWindow(until);
  deps.store.callbackDirectory.invalidate();
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "provider.proof_window_opened",
    details: { minutes: PROOF_WINDOW_MINUTES },
  });
  return ok(null);
}

/** Asks WeCom for a provider_access_token now: the quickest proof that corp id, secret and IP list are right. Operators. */
export async function tryProviderToken(
  deps: Deps,
  principal: StaffPrincipal,
): Promise<Result<null, ErrorCode>> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const token = await getProviderToken(deps);
  return token.ok ? ok(null) : fail(token.code);
}
