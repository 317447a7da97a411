import type { Deps } from "@/lib/features/deps";

/** What the bootstrap file says now, beside what it said when it was applied last. */
export type BootstrapMemory = {
  /** Whether the file says something here that it did not say last time. */
  isNews(field: string, value: unknown): boolean;
  /** Remembers what the file says now. */
  save(): Promise<void>;
};

/**
 * The file and the console both write settings. Whoever spoke last wins: a line of the file counts when it is new or
 * changed, and an unchanged line never undoes what staff have changed in the console since (decision 0030).
 */
export async function openBootstrapMemory(deps: Deps): Promise<BootstrapMemory> {
  const { settings } = deps.store;
  const before = await settings.getBootstrapPrints();
  const now: Record<string, string> = {};
  return {
    isNews(field, value) {
      const print = settings.printOf(field, value);
      now[field] = print;
      return before[field] !== print;
    },
    save: () => settings.saveBootstrapPrints(now),
  };
}
