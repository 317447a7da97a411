/** WeCom's kinds of user at a sign-in (document 91125). */
export const USER_TYPE = { creator: 1, internal: 2, external: 3, graded: 4, member: 5 } as const;

const ALWAYS_MANAGE = new Set<number>([USER_TYPE.creator, USER_TYPE.internal, USER_TYPE.external]);
const MANAGES = 1;

export type AccessFacts = {
  userType: number;
  /** `agent[]` of the answer. */
  loginAgents: { agentId: number; authType: number }[];
  /** The agents of this suite's authorisation: rights over another suite's app count nothing here. */
  suiteAgentIds: number[];
};

/**
 * Whether the person may manage the enterprise here (threat D7).
 *
 * Creators and system administrators may. Anybody else, kinds that we do not know included, needs the right to
 * manage an app of this suite. "ask": WeCom said nothing about these apps, so the app's admin list decides.
 */
export function decideAccess(facts: AccessFacts): "manage" | "none" | "ask" {
  if (ALWAYS_MANAGE.has(facts.userType)) return "manage";
  const ours = facts.loginAgents.filter((one) => facts.suiteAgentIds.includes(one.agentId));
  if (ours.length === 0) return "ask";
  return ours.some((one) => one.authType === MANAGES) ? "manage" : "none";
}

/** What the app's admin list says about a person known by either id. Not on the list: none. */
export function accessFromAdminList(
  admins: { userId: string; openUserId: string | null; authType: number }[],
  person: { userId: string | null; openUserId: string | null },
): "manage" | "none" {
  const own = [person.userId, person.openUserId].filter((one) => one !== null);
  const isManager = admins.some(
    (one) =>
      one.authType === MANAGES &&
      (own.includes(one.userId) || (one.openUserId !== null && own.includes(one.openUserId))),
  );
  return isManager ? "manage" : "none";
}
