import { z } from "zod";
import type { ErrorCode } from "@/lib/core/errors";
import { parseSuiteKey } from "@/lib/core/ids";
import type { Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { type LinkMaker, makeInstallLink, revokeInstallLink } from "@/lib/features/install/install-links";
import { isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { InstallLink } from "@/lib/store/install-links";

const PAGE = 50;
export const LINK_DAY_CHOICES = [3, 7, 30, 90] as const;

export const newLinkInput = z.strictObject({
  suite: z.string(),
  customer: z.string().trim().min(1).max(100),
  inviter: z.string().trim().max(100),
  corpId: z.string().regex(/^[A-Za-z0-9_-]{0,64}$/),
  days: z.coerce.number().pipe(z.union(LINK_DAY_CHOICES.map((one) => z.literal(one)))),
});

function makerOf(principal: StaffPrincipal): LinkMaker {
  return { kind: "staff", id: principal.id, name: principal.name };
}

/** The newest links. Any member of staff. */
export async function listShownLinks(deps: Deps, _principal: StaffPrincipal): Promise<InstallLink[]> {
  await deps.store.installLinks.settleLinks();
  return (await deps.store.installLinks.listLinks({ limit: PAGE })).slice(0, PAGE);
}

/** Invites a customer; the address is answered this once. Operators. */
export async function inviteCustomer(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof newLinkInput>,
): Promise<Result<{ url: string; customer: string }, ErrorCode>> {
  if (!isAtLeast(principal.role, "operator")) return { ok: false, code: "staff.forbidden" };
  const key = parseSuiteKey(input.suite);
  const suite = key && (await deps.store.suites.findSuiteByKey(key));
  if (!suite) return { ok: false, code: "suite.unknown" };
  const made = await makeInstallLink(deps, makerOf(principal), {
    suite,
    customer: input.customer,
    inviter: input.inviter || null,
    expectedCorpId: input.corpId || null,
    days: input.days,
  });
  return made.ok ? { ok: true, value: { url: made.value.url, customer: input.customer } } : made;
}

/** Withdraws an invitation. Operators. */
export async function withdrawLink(
  deps: Deps,
  principal: StaffPrincipal,
  linkId: string,
): Promise<Result<null, "staff.forbidden" | "not_found">> {
  if (!isAtLeast(principal.role, "operator")) return { ok: false, code: "staff.forbidden" };
  const link = await deps.store.installLinks.findLink(linkId);
  if (!link) return { ok: false, code: "not_found" };
  await revokeInstallLink(deps, makerOf(principal), link);
  return { ok: true, value: null };
}
