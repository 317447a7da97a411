import type { ErrorCode } from "@/lib/core/errors";
import type { Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import type { InstallLink } from "@/lib/store/install-links";
import type { Suite } from "@/lib/store/suites";

export const LINK_DAYS = 7;
export const MAX_LINK_DAYS = 90;
const TOKEN_BYTES = 24;
const DAY_MS = 24 * 3_600_000;

export type LinkStatus =
  | "made"
  | "opened"
  | "started"
  | "authorized"
  | "authorized_other"
  | "failed"
  | "expired"
  | "revoked";

/** Whether the enterprise that authorised is the expected one; null when none was named or none authorised. */
export function isExpectedCorp(link: InstallLink): boolean | null {
  if (link.expectedCorpId === null || link.corp === null) return null;
  return [link.corp.plainCorpId, link.corp.openCorpId].includes(link.expectedCorpId);
}

/** Where an invitation stands. Pure. */
export function linkStatus(link: InstallLink, now: Date): LinkStatus {
  if (link.authorizedAt !== null) return isExpectedCorp(link) === false ? "authorized_other" : "authorized";
  if (link.revokedAt !== null) return "revoked";
  if (link.expiresAt.getTime() <= now.getTime()) return "expired";
  if (link.failure !== null) return "failed";
  if (link.startedAt !== null) return "started";
  return link.openedAt === null ? "made" : "opened";
}

/** Whether somebody may still begin an installation with it. */
export function isLinkOpen(link: InstallLink, now: Date): boolean {
  return ["made", "opened", "started", "failed"].includes(linkStatus(link, now));
}

export type LinkMaker = { kind: "staff" | "api_key"; id: string; name: string };

/**
 * An invitation to one named customer: random, single use, expiring. The address is answered once; only its hash is
 * kept. Writes the audit entry.
 */
export async function makeInstallLink(
  deps: Deps,
  maker: LinkMaker,
  input: {
    suite: Suite;
    customer: string;
    inviter: string | null;
    expectedCorpId: string | null;
    days: number;
  },
): Promise<Result<{ link: InstallLink; url: string }, ErrorCode>> {
  const { suite } = input;
  // A login authorisation has no page to send anybody to.
  if (suite.kind === "login") return { ok: false, code: "link.not_for_this_app" };
  const token = deps.ids.random(TOKEN_BYTES).toString("base64url");
  const now = deps.clock.now();
  const id = await deps.store.installLinks.addLink({
    suiteRowId: suite.id,
    token,
    customer: input.customer,
    inviter: input.inviter,
    expectedCorpId: input.expectedCorpId,
    madeBy: maker,
    createdAt: now,
    expiresAt: new Date(now.getTime() + input.days * DAY_MS),
  });
  await deps.store.audit.record({
    actorKind: maker.kind,
    actorId: maker.id,
    actorName: maker.name,
    action: "install_link.made",
    subject: input.customer,
    details: { suite: suite.key, linkId: id, expectedCorpId: input.expectedCorpId },
  });
  const link = await deps.store.installLinks.findLink(id);
  if (!link) throw new Error("install_links: the new row is gone");
  return {
    ok: true,
    value: { link, url: `${deps.addresses.portalUrl}/install/${suite.key}/invite/${token}` },
  };
}

/** Ends an invitation. Harmless to repeat; one that was used stays as it is. */
export async function revokeInstallLink(
  deps: Deps,
  maker: LinkMaker,
  link: InstallLink,
): Promise<InstallLink> {
  await deps.store.installLinks.settleLinks();
  if (await deps.store.installLinks.revokeLink(link.id, deps.clock.now()))
    await deps.store.audit.record({
      actorKind: maker.kind,
      actorId: maker.id,
      actorName: maker.name,
      action: "install_link.revoked",
      subject: link.customer,
      details: { suite: link.suiteKey, linkId: link.id },
    });
  return (await deps.store.installLinks.findLink(link.id)) ?? link;
}

const TOKEN_FORM = /^[A-Za-z0-9_-]{32}$/;

/** The invitation of an address that somebody opens; null for one that never was. Notes the first opening. */
export async function openInstallLink(
  deps: Deps,
  suite: Suite,
  token: string,
): Promise<{ link: InstallLink; status: LinkStatus } | null> {
  if (!TOKEN_FORM.test(token)) return null;
  const { installLinks } = deps.store;
  // Anybody may try addresses; only one that was given to somebody is worth looking through all clicks.
  if (!(await installLinks.findLinkByToken(suite.id, token))) return null;
  await installLinks.settleLinks();
  const link = await installLinks.findLinkByToken(suite.id, token);
  if (!link) return null;
  const now = deps.clock.now();
  if (isLinkOpen(link, now)) await installLinks.noteProgress(link.id, "opened", now);
  return { link, status: linkStatus(link, now) };
}
