import type { Step } from "@/lib/features/setup/checklist";

/** Where each set-up step of a suite is done or seen. */
export function stepLinks(suiteKey: string): Record<Step["name"], string> {
  const suite = `/console/suites/${suiteKey}`;
  return {
    provider: "/console/provider",
    urls: `${suite}#addresses`,
    secret: `${suite}#secret`,
    ticket: `/console/events?suite=${suiteKey}&type=suite_ticket`,
    token: `${suite}#secret`,
    corp: `/console/corps?suite=${suiteKey}`,
  };
}

/** An address with these query fields; empty ones are left out, so that a changed filter drops the cursor. */
export function withQuery(path: string, query: Record<string, string | undefined | null>): string {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) fields.set(name, value);
  return fields.size > 0 ? `${path}?${fields}` : path;
}

/** A query field that may have come several times: the first one, without the NUL that no database takes. */
export function firstOf(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value[0] : value)?.replaceAll("\0", "");
}

export type Query = Promise<Record<string, string | string[] | undefined>>;

/** The query of a page with one value per name. */
export async function readQuery(query: Query): Promise<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(await query).map(([name, value]) => [name, firstOf(value)]));
}
