import { z } from "zod";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { DomainFile } from "@/lib/store/domain-files";

/** The name WeCom gives its ownership files. Nothing else is served from the root. */
export const DOMAIN_FILE_NAME = /^WW_verify_[A-Za-z0-9]{1,64}\.txt$/;
const MAX_CONTENT_LENGTH = 1024;

export const domainFileInput = z.strictObject({
  name: z.string().regex(DOMAIN_FILE_NAME),
  // One short line of letters and digits, as WeCom makes it: nothing a browser could take for a page.
  content: z
    .string()
    .max(MAX_CONTENT_LENGTH)
    .transform((text) => text.trim())
    .pipe(z.string().regex(/^[A-Za-z0-9_.=+/-]{1,512}$/)),
  domain: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9.-]{0,252}$/)
    .optional(),
  suiteKey: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
    .optional(),
});

/** All files. Any member of staff. */
export function listDomainFiles(deps: Deps, _principal: StaffPrincipal): Promise<DomainFile[]> {
  return deps.store.domainFiles.listDomainFiles();
}

/** Puts a file at the root, at once and for every process; one of the same name is replaced. Operators. */
export async function saveDomainFile(
  deps: Deps,
  principal: StaffPrincipal,
  input: z.output<typeof domainFileInput>,
): Promise<Result<null, "staff.forbidden">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  await deps.store.domainFiles.saveDomainFile({
    name: input.name,
    content: input.content,
    domain: input.domain ?? null,
    suiteKey: input.suiteKey ?? null,
    uploadedBy: principal.name,
  });
  await deps.store.audit.record({
    ...actorOf(principal),
    action: "domain_file.saved",
    subject: input.name,
    details: { domain: input.domain ?? "", suite: input.suiteKey ?? "" },
  });
  return ok(null);
}

/** Takes a file away. WeCom checks again now and then: the domain may lose its standing. Operators. */
export async function removeDomainFile(
  deps: Deps,
  principal: StaffPrincipal,
  name: string,
): Promise<Result<null, "staff.forbidden" | "not_found">> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  if (!(await deps.store.domainFiles.removeDomainFile(name))) return fail("not_found");
  await deps.store.audit.record({ ...actorOf(principal), action: "domain_file.removed", subject: name });
  return ok(null);
}

/** What is served at the root under this name. Public. */
export async function findDomainFile(deps: Deps, name: string): Promise<Result<string, "not_found">> {
  if (!DOMAIN_FILE_NAME.test(name)) return fail("not_found");
  const file = await deps.store.domainFiles.findDomainFile(name);
  return file ? ok(file.content) : fail("not_found");
}
