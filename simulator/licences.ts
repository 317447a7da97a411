import type { Corp, Member } from "./state-corp";
import type { World } from "./world";

/** The trial counts from the first install ever; uninstalling does not restart it (protocol.md 4.9). */
export const TRIAL_SECONDS = 90 * 86_400;

/** Whether messages reach the member: within the trial, with a valid licence, or when nobody checks. */
export function isLicensed(world: World, corp: Corp, member: Member): boolean {
  if (!world.state.switches.enforceLicences) return true;
  const now = world.clock.seconds();
  if (corp.firstInstalledAt !== null && corp.firstInstalledAt / 1000 + TRIAL_SECONDS > now) return true;
  return Object.values(world.state.licences).some(
    (one) => one.corpid === corp.corpid && one.userid === member.openUserid && (one.expireTime ?? 0) > now,
  );
}
