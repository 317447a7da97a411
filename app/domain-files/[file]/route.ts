import { findDomainFile } from "@/lib/features/setup/domain-files";
import { handle } from "@/lib/runtime/handle";

/** `/WW_verify_*.txt` of the root is rewritten to here (next.config.js). Public: WeCom reads it. */
export const GET = handle<{ file: string }>(async ({ deps, params }) => {
  const found = await findDomainFile(deps, params.file);
  if (!found.ok) return found;
  return new Response(found.value, {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'",
    },
  });
});
