import { fail } from "@/lib/core/result";
import { providerPulse } from "@/lib/features/setup/suite-pulse";
import { findStaff } from "@/lib/runtime/auth";
import { handle } from "@/lib/runtime/handle";

/** What the watching provider page asks every two seconds. For nobody it does not exist. */
export const GET = handle(async ({ deps }) => {
  const principal = await findStaff();
  if (!principal) return fail("not_found");
  return new Response(await providerPulse(deps, principal), {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "private, no-store" },
  });
});
