import type { SuiteKey } from "@/lib/core/ids";
import type { Deps } from "@/lib/features/deps";
import type { BootstrapFile } from "@/lib/features/setup/bootstrap-file";
import { type BootstrapMemory, openBootstrapMemory } from "@/lib/features/setup/bootstrap-memory";
import type { BootstrapStaff } from "@/lib/features/staff/save-bootstrap-staff";
import type { Suite, SuiteInput } from "@/lib/store/suites";

const KEY_OVERLAP_HOURS = 24;

/**
 * What the file changed, for the log: names only. `staff`: the accounts that the file says something new of.
 * `remember` is to be called when those are applied too; before that a crash applies the file once more.
 */
export type BootstrapReport = {
  changed: string[];
  problems: string[];
  staff: BootstrapStaff[];
  remember(): Promise<void>;
};

type FileSuite = BootstrapFile["suites"][number];

/**
 * Applies the bootstrap file. May be called at every start: the same file a second time changes nothing, not even what
 * staff have changed in the console since (see `openBootstrapMemory`). A suite that is gone is made again.
 *
 * What the file does not mention stays (a suite made in the console is not removed).
 * Staff are applied by `saveBootstrapStaff`, because passwords are hashed there.
 */
export async function applyBootstrap(deps: Deps, file: BootstrapFile): Promise<BootstrapReport> {
  const { store, clock } = deps;
  const memory = await openBootstrapMemory(deps);
  const report: BootstrapReport = { changed: [], problems: [], staff: [], remember: memory.save };
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
    const isKnown = (await store.provider.getProvider()).corpId !== null;
    const isNews = (field: string, value: unknown) => memory.isNews(`provider.${field}`, value) || !isKnown;
    await store.provider.saveProvider({
      ...(isNews("corpId", corpId) ? { corpId } : {}),
      ...(isNews("secret", secret) ? { secret } : {}),
    });
    if (token !== undefined && encodingAesKey !== undefined)
      await addPair("provider", null, token, encodingAesKey);
  }
  for (const [position, one] of file.suites.entries()) {
    const owner = one.suiteId === undefined ? null : await store.suites.findSuiteBySuiteId(one.suiteId);
    if (owner && owner.key !== one.key) {
      report.problems.push(`suites.${one.key}: suiteId already belongs to the suite "${owner.key}"`);
      continue;
    }
    const old = await store.suites.findSuiteByKey(one.key);
    const { suite, isChanged } = await store.suites.saveSuite(newsOf(memory, one, old, position));
    if (isChanged) report.changed.push(`suites.${one.key}`);
    await addPair(`suites.${one.key}`, suite.id, one.token, one.encodingAesKey);
  }
  for (const one of file.apiKeys) {
    if (!memory.isNews(`apiKeys.${one.name}`, one)) continue;
    if (await store.apiKeys.saveGivenKey(one)) report.changed.push(`apiKeys.${one.name}`);
  }
  for (const one of file.endpoints) {
    if (!memory.isNews(`endpoints.${one.name}`, one)) continue;
    if (await store.endpoints.saveEndpoint(one)) report.changed.push(`endpoints.${one.name}`);
  }
  report.staff = file.staff.filter((one) => memory.isNews(`staff.${one.email.toLowerCase()}`, one));
  return report;
}

/** The file's line for a suite where it says something new, the stored value where it does not. */
function newsOf(memory: BootstrapMemory, one: FileSuite, old: Suite | null, position: number): SuiteInput {
  const key: SuiteKey = one.key;
  const isNews = (field: string, value: unknown) =>
    memory.isNews(`suites.${key}.${field}`, value) || old === null;
  const pick = <T>(field: string, said: T, stored: T | undefined): T =>
    isNews(field, said) || stored === undefined ? said : stored;
  return {
    key,
    name: pick("name", one.name, old?.name),
    kind: pick("kind", one.kind, old?.kind),
    dialect: pick("dialect", one.dialect, old?.dialect),
    installAuthType: pick("installAuthType", one.installAuthType, old?.installAuthType),
    appIds: pick("appIds", one.appIds, old?.appIds),
    position,
    ...(isNews("suiteId", one.suiteId) ? { suiteId: one.suiteId } : {}),
    ...(isNews("suiteSecret", one.suiteSecret) ? { suiteSecret: one.suiteSecret } : {}),
  };
}
