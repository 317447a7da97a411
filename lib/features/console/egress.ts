import { z } from "zod";
import { parseAddress } from "@/lib/core/ip-address";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { Egress } from "@/lib/store/egress";

/** An empty field forgets what was written down. */
export const egressInput = z.strictObject({
  address: z
    .string()
    .max(64)
    .transform((text, context) => {
      if (text.trim() === "") return null;
      const address = parseAddress(text);
      if (address === null) context.addIssue({ code: "custom", message: "is no IP address" });
      return address;
    }),
});

/** The address that WeCom sees, as far as anybody knows. Any member of staff. */
export function showEgress(deps: Deps, _principal: StaffPrincipal): Promise<Egress> {
  return deps.store.egress.findEgress();
}

/** Writes down the fixed address of this installation. Operators. */
export async function saveEgress(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof egressInput>,
): Promise<Result<null, "staff.forbidden">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  await deps.store.egress.saveGivenAddress(input.address);
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "egress.address_saved",
    details: { address: input.address },
  });
  return ok(null);
}
