import type { ReceiveKind } from "@/lib/core/callback-causes";

/** Whose ids there are; read once for a batch of requests. */
export type KnownIds = {
  providerCorpId: string | null;
  suites: readonly { key: string; suiteId: string | null }[];
  /** Corp ids, plain and encrypted, that have or had an authorisation. */
  corpIds: ReadonlySet<string>;
};

const SHOWABLE = /^[A-Za-z0-9_@.-]{1,64}$/;

/** A receive id as it may be shown and kept: ids only, so that nothing else that was sealed gets out this way. */
export function showableId(id: string): string {
  if (id === "") return '""';
  return SHOWABLE.test(id) ? id : "?";
}

/** Whose a receive id is, seen from the suite it was sent to; `suite` names the other suite. */
export function describeReceiveId(
  receiveId: string,
  ownKey: string,
  known: KnownIds,
): { kind: ReceiveKind; suite?: string } {
  if (receiveId === "") return { kind: "individual" };
  if (receiveId === known.providerCorpId) return { kind: "provider" };
  const suite = known.suites.find((one) => one.suiteId === receiveId);
  if (suite) return suite.key === ownKey ? { kind: "this_suite" } : { kind: "other_suite", suite: suite.key };
  return { kind: known.corpIds.has(receiveId) ? "corp" : "unknown" };
}
