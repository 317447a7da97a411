import { z } from "zod";
import { readCursor } from "@/lib/core/list-cursor";
import type { Deps } from "@/lib/features/deps";
import { EVENT_STATES, type EventQuery } from "@/lib/store/console-events";
import type { Direction, Position } from "@/lib/store/sql-parts";

/** The zone of the times in filters is the one that pages show; China has no summer time. */
const ZONE = "+08:00";
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/;

/** A suite's key, or the provider-level URL. */
export const suiteField = z
  .string()
  .regex(/^([a-z0-9][a-z0-9-]{0,31}|_provider)$/)
  .optional()
  .catch(undefined);
/** A day or minute as the browser's fields write it. */
export const timeField = z.string().regex(LOCAL_TIME).refine(isTime).optional().catch(undefined);
export const cursorField = z.string().max(60).optional().catch(undefined);

function isTime(text: string): boolean {
  return !Number.isNaN(readLocalTime(text).getTime());
}

/** What the address of the event list may say. Anything malformed is as if it was not there. */
export const eventFilter = z.object({
  suite: suiteField,
  corp: z.string().trim().min(1).max(64).optional().catch(undefined),
  type: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_.]{1,80}$/)
    .optional()
    .catch(undefined),
  state: z.enum(EVENT_STATES).optional().catch(undefined),
  q: z.string().trim().min(1).max(80).optional().catch(undefined),
  from: timeField,
  to: timeField,
  before: cursorField,
  after: cursorField,
});
export type EventFilter = z.output<typeof eventFilter>;

/** The narrowing part of a filter: everything but the place in the list. */
export function narrowing(filter: EventFilter): Omit<EventFilter, "before" | "after"> {
  const { before: _before, after: _after, ...kept } = filter;
  return kept;
}

export function readLocalTime(text: string): Date {
  return new Date(`${text.length === 10 ? `${text}T00:00` : text}:00${ZONE}`);
}

/** Where in a list an address points to. */
export function readPlace(filter: { before?: string | undefined; after?: string | undefined }): {
  from: Position | null;
  direction: Direction;
} {
  const after = readCursor(filter.after);
  const cursor = after ?? readCursor(filter.before);
  return {
    from: cursor && { receivedAt: cursor.at, id: cursor.id },
    direction: after ? "newer" : "older",
  };
}

/** The filter in the words of the store: suites by row, the corp by both of its ids. */
export async function toEventQuery(deps: Deps, filter: EventFilter): Promise<EventQuery> {
  const isBySuite = filter.suite !== undefined || filter.type !== undefined;
  const suites = isBySuite ? (await deps.store.callbackRequests.listKnownSuites()).suites : [];
  const wanted = suites.find((one) => one.key === filter.suite)?.id;
  const corp = filter.corp === undefined ? null : await deps.store.consoleCorps.findCorp(filter.corp);
  return {
    suiteRowIds: !isBySuite
      ? undefined
      : filter.suite === undefined
        ? // A type alone: suite by suite, which an index can walk.
          filter.corp === undefined
          ? [...suites.map((one) => one.id), null]
          : undefined
        : filter.suite === "_provider"
          ? [null]
          : wanted
            ? [wanted]
            : [],
    corpIds:
      filter.corp === undefined
        ? undefined
        : corp
          ? [corp.plainCorpId, corp.openCorpId].filter((one) => one !== null)
          : [filter.corp],
    type: filter.type,
    state: filter.state,
    from: filter.from === undefined ? undefined : readLocalTime(filter.from),
    to: filter.to === undefined ? undefined : readLocalTime(filter.to),
  };
}
