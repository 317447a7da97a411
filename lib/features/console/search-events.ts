import { z } from "zod";
import { readXml } from "@/lib/core/xml/read-xml";
import { maskFields } from "@/lib/features/console/mask-event";
import type { Deps } from "@/lib/features/deps";
import type { EventQuery, ListedEvent } from "@/lib/store/console-events";
import type { Position } from "@/lib/store/sql-parts";

/** Stored text is sealed, so no index can know words: each search opens this many events and says how far it came. */
export const SEARCH_WINDOW = 1_000;

export type SearchResult = {
  events: ListedEvent[];
  /** Where the next search goes on; null when everything was looked at. */
  next: Position | null;
  searched: { count: number; until: Date } | null;
};

/**
 * Events with `words` in a field that may be shown: what is masked can't be found either, or searching would be a way
 * to read it (threat E9).
 */
export async function searchEvents(
  deps: Deps,
  query: EventQuery,
  words: string,
  page: { limit: number; from: Position | null },
): Promise<SearchResult> {
  if (z.uuid().safeParse(words).success)
    return { events: await deps.store.consoleEvents.listByIds([words]), next: null, searched: null };
  const window = await deps.store.consoleEvents.listPayloads(query, {
    limit: SEARCH_WINDOW,
    from: page.from,
  });
  const wanted = words.toLowerCase();
  const hits: Position[] = [];
  let seen = 0;
  for (const { payload, type, id, receivedAt } of window) {
    if (hits.length === page.limit) break;
    seen += 1;
    const text = payload.reveal();
    if (
      type.toLowerCase().includes(wanted) ||
      (text.toLowerCase().includes(wanted) && isVisible(text, wanted))
    )
      hits.push({ id, receivedAt });
  }
  const last = window[seen - 1];
  const isEnd = seen === window.length && window.length < SEARCH_WINDOW;
  return {
    events: await deps.store.consoleEvents.listByIds(hits.map((one) => one.id)),
    next: isEnd || !last ? null : { receivedAt: last.receivedAt, id: last.id },
    searched: last ? { count: seen, until: last.receivedAt } : null,
  };
}

function isVisible(xml: string, wanted: string): boolean {
  const read = readXml(Buffer.from(xml, "utf8"));
  if (!read.ok) return false;
  return maskFields(read.value).some(
    (field) => field.mask === null && field.value !== null && field.value.toLowerCase().includes(wanted),
  );
}
