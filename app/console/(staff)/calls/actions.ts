"use server";

import { redirect } from "next/navigation";
import { egressInput, saveEgress } from "@/lib/features/console/egress";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";

/** The session, a strict shape, one use-case that checks the role again. */
export async function saveEgressAction(form: FormData): Promise<void> {
  const principal = await requireStaff();
  const fields = [...form.entries()].filter(([name]) => !name.startsWith("$ACTION"));
  const input = egressInput.safeParse(Object.fromEntries(fields));
  if (!input.success) redirect("/console/calls?egress=wrong#egress");
  const result = await saveEgress(await getDeps(), principal, input.data);
  redirect(result.ok ? "/console/calls?egress=saved#egress" : "/console/calls?notice=forbidden");
}
