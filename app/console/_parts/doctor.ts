import { parseCallbackCause, RECEIVE_KINDS } from "@/lib/core/callback-causes";
import type { Translate } from "@/lib/runtime/i18n";

/** What the doctor needs of a recorded request. */
export type DoctorCase = {
  label: string;
  cause: string | null;
  facts: Record<string, string>;
  receiveKind: string | null;
};

const NONE = "—";
const BLANK = {
  got: NONE,
  expected: NONE,
  suite: NONE,
  address: NONE,
  at: NONE,
  names: NONE,
  bytes: NONE,
  limit: NONE,
  method: NONE,
  remote: NONE,
  count: NONE,
  channel: NONE,
  problem: NONE,
};
const CHANNELS = ["command", "data", "settings", "provider"] as const;
const PROBLEMS = ["size", "encoding", "shape", "duplicate"] as const;

/** What is wrong and what to change, one sentence each; null when nothing is odd about the request. */
export function doctorSentences(one: DoctorCase, t: Translate): { wrong: string; change: string } | null {
  const cause = parseCallbackCause(one.cause);
  if (!cause) return null;
  const channel = CHANNELS.find((each) => each === one.facts.channel);
  const problem = PROBLEMS.find((each) => each === one.facts.problem);
  const values = {
    ...BLANK,
    label: one.label,
    ...one.facts,
    ...(channel ? { channel: t(`console.events.channel.${channel}`) } : {}),
    ...(problem ? { problem: t(`console.doctor.xmlProblems.${problem}`) } : {}),
  };
  return {
    wrong: t(`console.doctor.causes.${cause}.wrong`, values),
    change: t(`console.doctor.causes.${cause}.change`, values),
  };
}

/** Whose the receive id is, in words; null when no receive id could be read. */
export function receiveKindText(one: DoctorCase, t: Translate): string | null {
  const kind = RECEIVE_KINDS.find((each) => each === one.receiveKind);
  return kind ? t(`console.doctor.receiveKinds.${kind}`, { suite: one.facts.suite ?? NONE }) : null;
}

/** A cause in a few words; one that we do not know as it is. */
export function causeTitle(cause: string, t: Translate): string {
  const known = parseCallbackCause(cause);
  return known ? t(`console.doctor.titles.${known}`) : cause;
}
