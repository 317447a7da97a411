/**
 * Contenders take turns, several rounds long: rented machines change their speed from minute to minute, and a contender
 * measured in one good minute would be compared with another's bad one. Of each figure the middle one counts.
 */
export const ROUNDS = 3;

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The middle of one figure over all rounds. */
export function middle<T>(rounds: readonly T[], pick: (round: T) => number): number {
  return median(rounds.map(pick));
}

/** One figure of all rounds, added up. */
export function total<T>(rounds: readonly T[], pick: (round: T) => number): number {
  return rounds.reduce((all, round) => all + pick(round), 0);
}
