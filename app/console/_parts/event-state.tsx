import { State, type Tone } from "@/app/_ui/state";
import { stateOf } from "@/lib/features/console/export-events";
import type { ShownEvent } from "@/lib/features/console/list-events";
import type { Translate } from "@/lib/runtime/i18n";

const TONES: Record<ReturnType<typeof stateOf>, Tone> = {
  done: "good",
  waiting: "wait",
  parked: "wait",
  dead: "bad",
  stale: "warn",
};

/** How far the work on an event is. */
export function EventState({ event, t }: { event: Pick<ShownEvent, "isStale" | "work">; t: Translate }) {
  const state = stateOf(event);
  return <State tone={TONES[state]}>{t(`console.inbox.states.${state}`)}</State>;
}
