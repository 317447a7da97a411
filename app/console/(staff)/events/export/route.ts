import { eventFilter } from "@/lib/features/console/event-filter";
import { exportEvents, exportFormat } from "@/lib/features/console/export-events";
import { findStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { isFromOurPage, problem } from "@/lib/runtime/http";

const TYPES = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson; charset=utf-8" };

/** The events of a filter as a file, sent while it is read. Staff only, from our own page only: it is audited. */
export async function POST(request: Request): Promise<Response> {
  const [deps, principal] = [await getDeps(), await findStaff()];
  const refuse = (code: "not_found" | "request.invalid" | "staff.forbidden") =>
    problem(code, { requestId: "", errcode: null });
  if (!principal) return refuse("not_found");
  if (!isFromOurPage(request, deps.addresses.portalUrl)) return refuse("request.invalid");
  const form = Object.fromEntries(await request.formData());
  const format = exportFormat.safeParse(form.format);
  if (!format.success) return refuse("request.invalid");
  const exported = await exportEvents(deps, principal, eventFilter.parse(form), format.data);
  if (!exported.ok) return refuse(exported.code);
  const pieces = exported.value;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(Buffer.from(value, "utf8"));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  const day = deps.clock.now().toISOString().slice(0, 10);
  return new Response(stream, {
    headers: {
      "content-type": TYPES[format.data],
      "content-disposition": `attachment; filename="events-${day}.${format.data}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
