import { eventFilter } from "@/lib/features/console/event-filter";
import { countNewEvents } from "@/lib/features/console/list-events";
import { findStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";

/** How many events of a filter are newer than the newest one on the page; for the live view. */
export async function GET(request: Request): Promise<Response> {
  const principal = await findStaff();
  const headers = { "cache-control": "private, no-store" };
  if (!principal) return new Response(null, { status: 401, headers });
  const filter = eventFilter.parse(Object.fromEntries(new URL(request.url).searchParams));
  return Response.json(await countNewEvents(await getDeps(), principal, filter), { headers });
}
