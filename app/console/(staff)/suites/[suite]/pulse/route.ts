import { fail } from "@/lib/core/result";
import { suitePulse } from "@/lib/features/setup/suite-pulse";
import { findStaff } from "@/lib/runtime/auth";
import { handle } from "@/lib/runtime/handle";

/** What a watching page asks every two seconds. For nobody it does not exist. */
export const GET = handle<{ suite: string }>(async ({ deps, params }) => {
  const principal = await findStaff();
  if (!principal) return fail("not_found");
  const pulse = await suitePulse(deps, principal, params.suite);
  if (!pulse.ok) return pulse;
  return new Response(pulse.value, {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "private, no-store" },
  });
});
