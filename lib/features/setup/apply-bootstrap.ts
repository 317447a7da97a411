import type { Deps } from "@/lib/features/deps";
import type { BootstrapFile } from "@/lib/features/setup/bootstrap-file";

const KEY_OVERLAP_HOURS = 24;

/** What the file changed, for the log. Names only. */
export type BootstrapReport = { changed: string[]; problems: string[] };

/**
 * Applies the bootstrap file. May be called at every start: the same file a second time changes nothing.
 *
 * What the file does not mention stays (a suite made in the console is not removed).
 * Staff are applied by `saveBootstrapStaff`, because passwords are hashed there.
 */
export async function applyBootstrap(deps: Deps, file: BootstrapFile): Promise<BootstrapReport> {
  const { store, clock } = deps;
  const report: BootstrapReport = { changed: [], problems: [] };
  const overlapEnd = new Date(clock.now().getTime() + KEY_OVERLAP_HOURS * 3_600_000);

  const addPair = async (name: string, suiteRowId: string | null, token: string, encodingAesKey: string) => {
    const result = await store.callbackKeys.addCallbackKey(suiteRowId, { token, encodingAesKey }, overlapEnd);
    if (result === "added") report.changed.push(`${name}: callback key`);
    if (result === "taken")
      report.problems.push(
        `${name}: another suite uses the same token and encodingAesKey; give each its own`,
      );
  };

  if (file.provider) {
    const { corpId, secret, token, encodingAesKey } = file.provider;
    await store.provider.saveProvider({ corpId, secret });
    if (token !== undefined && encodingAesKey !== undefined)
      await addPair("provider", null, token, encodingAesKey);
  }
  for (const [position, one] of file.suites.entries()) {
    const { token, encodingAesKey, ...input } = one;
    const owner = one.suiteId === undefined ? null : await store.suites.findSuiteBySuiteId(one.suiteId);
    if (owner && owner.key !== one.key) {
      report.problems.push(`suites.${one.key}: suiteId already belongs to the suite "${owner.key}"`);
      continue;
    }
    const { suite, isChanged } = await store.suites.saveSuite({ ...input, position });
    if (isChanged) report.changed.push(`suites.${one.key}`);
    await addPair(`suites.${one.key}`, suite.id, token, encodingAesKey);
  }
  for (const one of file.apiKeys) {
    if (await store.apiKeys.saveGivenKey(one)) report.changed.push(`apiKeys.${one.name}`);
  }
  for (const one of file.endpoints) {
    if (await store.endpoints.saveEndpoint(one)) report.changed.push(`endpoints.${one.name}`);
  }
  return report;
}
