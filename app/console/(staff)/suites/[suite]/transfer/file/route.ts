import { fail } from "@/lib/core/result";
import { exportInput, exportSuite } from "@/lib/features/setup/export-settings";
import { findStaff } from "@/lib/runtime/auth";
import { handle } from "@/lib/runtime/handle";
import { isFromOurPage, seeOther } from "@/lib/runtime/http";

type Params = { suite: string };

/** Sends the file. A POST from our own page only: an address that hands out secrets must not be a link (threat E5). */
export const POST = handle<Params>(async ({ request, deps, params }) => {
  const principal = await findStaff();
  if (!principal) return fail("not_found");
  if (!isFromOurPage(request, deps.addresses.portalUrl)) return fail("request.invalid");
  const form = await request.formData();
  const password = form.get("password");
  const input = exportInput.safeParse({
    suite: params.suite,
    withSecrets: form.get("withSecrets") === "yes",
    ...(typeof password === "string" ? { password } : {}),
  });
  if (!input.success) return fail("request.invalid");
  const done = await exportSuite(deps, principal, input.data);
  if (!done.ok)
    return seeOther(`/console/suites/${encodeURIComponent(params.suite)}/transfer?failed=${done.code}`);
  return new Response(done.value, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${input.data.suite}.bootstrap.json"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
});
