import { readXml } from "@/lib/core/xml/read-xml";
import type { Deps } from "@/lib/features/deps";
import type { InboundEvent } from "@/lib/store/inbound-events";
import { maskFields, parseEvent, type WecomEvent } from "@/lib/wecom/events";

/** A stored event with what the platform wrote. */
export type StoredEvent = InboundEvent & { content: WecomEvent };

/**
 * Opens a stored event for the worker: secrets such as AuthCode and SuiteTicket included. Null when there is no such row.
 * Throws when the stored payload does not open or read, which only a damaged or moved row can cause.
 */
export async function openEvent(deps: Deps, id: string): Promise<StoredEvent | null> {
  const found = await deps.store.inboundEvents.findEventPayload(id);
  if (!found) return null;
  const read = readXml(Buffer.from(found.payload.reveal(), "utf8"));
  const content = read.ok ? parseEvent(read.value) : null;
  if (!content) throw new Error(`inbound event ${id} does not read back`);
  return { ...found.event, content };
}

/** A stored event for people: as `openEvent`, with every secret replaced by `[secret]`. */
export async function getEvent(deps: Deps, id: string): Promise<StoredEvent | null> {
  const event = await openEvent(deps, id);
  return event && { ...event, content: { ...event.content, fields: maskFields(event.content.fields) } };
}
