import { readCursor, writeCursor } from "@/lib/core/list-cursor";
import { PROVIDER_SUITE } from "@/lib/core/outgoing-event";
import { readXml, type XmlFields } from "@/lib/core/xml/read-xml";
import type { Deps } from "@/lib/features/deps";
import { outgoingTypeOf } from "@/lib/features/gateway/publish-event";
import { readMoment } from "@/lib/features/gateway/read-moment";
import { type ApiCaller, hasEveryCorp, mayUseSuite } from "@/lib/features/keys/api-caller";
import type { InboundEvent } from "@/lib/store/inbound-events";
import { maskFields } from "@/lib/wecom/events";

export type ReceivedQuery = {
  suite?: string | undefined;
  corp?: string | undefined;
  type?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

export type ReceivedEvent = InboundEvent & {
  suiteKey: string;
  /** Decrypted; tickets, codes and keys are replaced by `[secret]`. */
  fields: XmlFields;
  /** The type it was published under; null when it was not. */
  publishedAs: string | null;
};

const PREFIX = outgoingTypeOf("");
const NOTHING = { events: [], next: null };

/** Both ids of every corp named, for events carry either. */
async function corpIdsOf(deps: Deps, given: readonly string[]): Promise<string[]> {
  const found = await Promise.all(given.map((id) => deps.store.corps.findCorpByCorpId(id)));
  return [
    ...new Set([
      ...given,
      ...found.flatMap((corp) =>
        [corp?.plainCorpId, corp?.openCorpId].filter((id) => typeof id === "string"),
      ),
    ]),
  ];
}

/** Received events that a key may see, newest first, decrypted (threat F4: suites and corps come from its grant). */
export async function listReceived(
  deps: Deps,
  caller: ApiCaller,
  query: ReceivedQuery,
): Promise<{ events: ReceivedEvent[]; next: string | null }> {
  const suites = (await deps.store.suites.listSuites()).filter((one) => mayUseSuite(caller, one.key));
  const maySeeProvider = caller.suiteKeys === null || caller.suiteKeys.has(PROVIDER_SUITE);
  const wanted = suites.filter((one) => query.suite === undefined || one.key === query.suite);
  const suiteRowIds: (string | null)[] = wanted.map((one) => one.id);
  if (maySeeProvider && (query.suite === undefined || query.suite === PROVIDER_SUITE)) suiteRowIds.push(null);
  if (suiteRowIds.length === 0) return NOTHING;
  const granted = hasEveryCorp(caller) ? null : await corpIdsOf(deps, [...(caller.corpIds ?? [])]);
  const asked = query.corp === undefined ? null : await corpIdsOf(deps, [query.corp]);
  const corpIds = asked && granted ? asked.filter((id) => granted.includes(id)) : (asked ?? granted);
  const cursor = readCursor(query.cursor);
  const type = query.type?.startsWith(PREFIX) ? query.type.slice(PREFIX.length) : query.type;
  const page = await deps.store.inboundEvents.listEvents(
    {
      suiteRowIds,
      corpIds: corpIds ?? undefined,
      type,
      since: query.since === undefined ? undefined : (readMoment(query.since) ?? undefined),
      until: query.until === undefined ? undefined : (readMoment(query.until) ?? undefined),
    },
    query.limit,
    cursor && { receivedAt: cursor.at, id: cursor.id },
  );
  const opened = await deps.store.inboundPayloads.openPayloads(page.events.map((one) => one.id));
  const events = page.events.map((one) => {
    const found = opened.get(one.id);
    const read = found && readXml(Buffer.from(found.payload.reveal(), "utf8"));
    return {
      ...one,
      suiteKey: suites.find((suite) => suite.id === one.suiteRowId)?.key ?? PROVIDER_SUITE,
      fields: read?.ok ? maskFields(read.value) : {},
      publishedAs: found?.publishedAs ?? null,
    };
  });
  return { events, next: page.next && writeCursor({ at: page.next.receivedAt, id: page.next.id }) };
}
