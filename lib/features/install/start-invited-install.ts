import type { ErrorCode } from "@/lib/core/errors";
import type { Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { isLinkOpen, openInstallLink } from "@/lib/features/install/install-links";
import { startCustomizedInstall } from "@/lib/features/install/start-customized-install";
import { startInstall } from "@/lib/features/install/start-install";
import type { Suite } from "@/lib/store/suites";

/** Begins the install that an invitation invites to, as long as it is open; the invitation learns how it goes. */
export async function startInvitedInstall(
  deps: Deps,
  input: { suite: Suite; token: string; browserToken: string },
): Promise<Result<{ url: string; reference: string }, ErrorCode>> {
  const { suite, token, browserToken } = input;
  const opened = await openInstallLink(deps, suite, token);
  if (!opened) return { ok: false, code: "not_found" };
  const { link } = opened;
  const now = deps.clock.now();
  if (!isLinkOpen(link, now)) return { ok: false, code: "link.closed" };
  const start = suite.kind === "template" ? startCustomizedInstall : startInstall;
  const started = await start(deps, { suite, browserToken, installLinkId: link.id });
  if (started.ok) await deps.store.installLinks.noteProgress(link.id, "started", now);
  else await deps.store.installLinks.noteFailure(link.id, started.code, null, now);
  return started;
}
