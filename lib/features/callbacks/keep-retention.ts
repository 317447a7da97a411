import { z } from "zod";
import type { Deps } from "@/lib/features/deps";
import {
  RETENTION_CLASSES,
  type RetentionClass,
  type RetentionDays,
  type RetentionReport,
} from "@/lib/store/retention";

/** Days that each class stays unless an owner says otherwise. Tickets are useless after half an hour. */
export const DEFAULT_DAYS: RetentionDays = {
  tickets: 7,
  messages: 90,
  events: 400,
  refused_requests: 14,
  accepted_requests: 7,
};
/** Deliveries stay replayable for 30 days, so the events they come from must. */
export const MIN_DAYS: RetentionDays = {
  tickets: 1,
  messages: 30,
  events: 30,
  refused_requests: 1,
  accepted_requests: 1,
};
export const MAX_DAYS = 3_650;

const day = (one: RetentionClass) => z.number().int().min(MIN_DAYS[one]).max(MAX_DAYS);
export const retentionDays = z.object({
  tickets: day("tickets"),
  messages: day("messages"),
  events: day("events"),
  refused_requests: day("refused_requests"),
  accepted_requests: day("accepted_requests"),
});

const classState = z.object({
  doneUntil: z.string().nullable(),
  lastPurgeAt: z.string().nullable(),
  lastDeleted: z.number(),
  totalDeleted: z.number(),
  rows: z.number(),
  oldest: z.string().nullable(),
});
const report = z.object({
  countedAt: z.string().nullable(),
  classes: z.object({
    tickets: classState.optional(),
    messages: classState.optional(),
    events: classState.optional(),
    refused_requests: classState.optional(),
    accepted_requests: classState.optional(),
  }),
});

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Rows of one statement, and statements of one round: a purge must never be what callbacks wait for. */
const PER_STATEMENT = 2_000;
const STATEMENTS_PER_ROUND = 5;
/** Rows of requests that there may be at all, whatever the days say: nobody outside can fill the disk (threat H14). */
export const MOST_REQUESTS = 250_000;

export async function readRetention(deps: Deps): Promise<{ days: RetentionDays; report: RetentionReport }> {
  const days = retentionDays.safeParse(await deps.store.retention.readDays());
  const found = report.safeParse(await deps.store.retention.readReport());
  return {
    days: days.success ? days.data : DEFAULT_DAYS,
    report: found.success ? (found.data as RetentionReport) : { countedAt: null, classes: {} },
  };
}

/** Deletes what is past its time, a bounded piece each round (threat H15), and keeps what staff see of it. */
export async function keepRetention(deps: Deps, most = MOST_REQUESTS): Promise<void> {
  const { retention } = deps.store;
  const now = deps.clock.now();
  const { days, report: before } = await readRetention(deps);
  const isCountDue = before.countedAt === null || now.getTime() - Date.parse(before.countedAt) > HOUR_MS;
  const next: RetentionReport = { countedAt: before.countedAt, classes: {} };
  for (const one of RETENTION_CLASSES) {
    const old = before.classes[one];
    const surplus =
      isCountDue && one.endsWith("_requests") ? await retention.findSurplusTime(one, most) : null;
    const due = new Date(now.getTime() - days[one] * DAY_MS);
    const until = surplus && surplus > due ? surplus : due;
    const since = old?.doneUntil ? new Date(old.doneUntil) : null;
    let deleted = 0;
    let isDone = false;
    for (let round = 0; round < STATEMENTS_PER_ROUND && !isDone; round += 1) {
      const gone = await retention.purge(one, since, until, PER_STATEMENT);
      deleted += gone;
      isDone = gone < PER_STATEMENT;
    }
    if (deleted > 0) deps.log.info("retention.purged", { class: one, deleted });
    next.classes[one] = {
      // A longer time set later brings nothing back, so the mark never moves to the past.
      doneUntil: isDone && (!since || until > since) ? until.toISOString() : (old?.doneUntil ?? null),
      lastPurgeAt: deleted > 0 ? now.toISOString() : (old?.lastPurgeAt ?? null),
      lastDeleted: deleted > 0 ? deleted : (old?.lastDeleted ?? 0),
      totalDeleted: (old?.totalDeleted ?? 0) + deleted,
      rows: old?.rows ?? 0,
      oldest: old?.oldest ?? null,
    };
  }
  if (isCountDue) {
    const counted = await retention.countClasses();
    for (const one of RETENTION_CLASSES) {
      const state = next.classes[one];
      if (state)
        Object.assign(state, { rows: counted[one].rows, oldest: counted[one].oldest?.toISOString() ?? null });
    }
    next.countedAt = now.toISOString();
  }
  await retention.saveReport(next);
}
