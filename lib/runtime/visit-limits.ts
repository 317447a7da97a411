import "server-only";
import { createBucket } from "@/lib/runtime/api/api-limits";
import { clientAddress } from "@/lib/runtime/client-address";

/** Visits a minute. Counted per process: two web processes let through twice as much. */
export type VisitLimits = {
  installsPerAddress: number;
  installsPerTarget: number;
  signInsPerAddress: number;
};
/** The people of a company share an address, and none of them clicks often. */
export const DEFAULT_VISIT_LIMITS: VisitLimits = {
  installsPerAddress: 60,
  installsPerTarget: 300,
  signInsPerAddress: 60,
};

const TARGET_LENGTH = 128;

/**
 * How often strangers may make the portal call WeCom: installs and sign-ins need no account, and each costs calls of
 * the provider's own. In memory like the API's: a click must not wait for the database to be refused, and a restart
 * gives a flood one minute at most.
 */
export function createVisitGuard(
  limits: VisitLimits = DEFAULT_VISIT_LIMITS,
  now: () => number = () => performance.now(),
) {
  const installs = createBucket("install-address", limits.installsPerAddress, now);
  const targets = createBucket("install-target", limits.installsPerTarget, now);
  const signIns = createBucket("sign-in-address", limits.signInsPerAddress, now);
  return {
    /**
     * Counts one begun install; false when there were too many in this minute. `target`: the suite, or the one
     * invitation, so that strangers at the open button close no invitation.
     */
    mayInstall(request: Request, target: string): boolean {
      // The address first: what one is refused costs the others nothing.
      if (installs(clientAddress(request.headers)).isOver) return false;
      return !targets(target.slice(0, TARGET_LENGTH)).isOver;
    },
    /** Counts one admin who brings a code; false when there were too many in this minute. */
    maySignIn: (request: Request): boolean => !signIns(clientAddress(request.headers)).isOver,
  };
}
export type VisitGuard = ReturnType<typeof createVisitGuard>;
