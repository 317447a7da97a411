import { z } from "zod";
import { fail, ok, type Result } from "@/lib/core/result";
import type { Deps } from "@/lib/features/deps";
import { providerShape, suiteShape } from "@/lib/features/setup/bootstrap-file";
import { makeKeyPair } from "@/lib/features/setup/make-key-pair";
import { aesKeyShape, tokenShape } from "@/lib/features/setup/setting-shapes";
import { actorOf, isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";

const OVERLAP_MS = 24 * 3_600_000;
const MAX_TEXT = 256 * 1024;

/** As the bootstrap file, without what belongs to other pages; the keys of a suite may be missing (an export without secrets). */
const importFile = z.strictObject({
  provider: providerShape.optional(),
  suites: z
    .array(suiteShape.extend({ token: tokenShape.optional(), encodingAesKey: aesKeyShape.optional() }))
    .max(200)
    .default([]),
});
type ImportFile = z.output<typeof importFile>;
type ImportedSuite = ImportFile["suites"][number];

/** `what` names fields, never values. */
export type ImportLine = {
  place: string;
  change: "create" | "change" | "same" | "refused";
  what: string[];
};
export type ImportReport = { lines: ImportLine[]; problems: string[] };

function read(text: string): ImportFile | string[] {
  if (text.length > MAX_TEXT) return ["(file): too long"];
  try {
    const parsed = importFile.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    return parsed.error.issues.map(
      (issue) => `${issue.path.map(String).join(".") || "(file)"}: ${issue.message}`,
    );
  } catch {
    return ["(file): not JSON"];
  }
}

/** What an import would do, or does: `apply` false changes nothing. Owners. */
export async function importSettings(
  deps: Deps,
  principal: StaffPrincipal,
  input: { text: string; apply: boolean },
): Promise<Result<ImportReport, "staff.forbidden">> {
  if (!isAtLeast(principal.role, "owner")) return fail("staff.forbidden");
  const file = read(input.text);
  if (Array.isArray(file)) return ok({ lines: [], problems: file });
  const lines: ImportLine[] = [];
  if (file.provider) lines.push(await importProvider(deps, file.provider, input.apply));
  for (const suite of file.suites) lines.push(await importSuite(deps, suite, input.apply));
  if (input.apply) {
    deps.store.callbackDirectory.invalidate();
    await deps.store.audit.record({
      ...actorOf(principal),
      action: "settings.imported",
      details: { places: lines.map((one) => `${one.place}=${one.change}`).join(",") },
    });
  }
  return ok({ lines, problems: [] });
}

async function importProvider(
  deps: Deps,
  given: NonNullable<ImportFile["provider"]>,
  apply: boolean,
): Promise<ImportLine> {
  const { provider, callbackKeys } = deps.store;
  const old = await provider.getProvider();
  const { token, encodingAesKey } = given;
  const pair = token && encodingAesKey ? { token, encodingAesKey } : null;
  const isPairNew = pair !== null && !(await callbackKeys.isPairKnown(pair));
  const what = [
    ...(given.corpId !== undefined && given.corpId !== old.corpId ? ["corpId"] : []),
    ...(given.secret !== undefined && given.secret !== old.secret?.reveal() ? ["secret"] : []),
    ...(isPairNew ? ["token", "encodingAesKey"] : []),
  ];
  if (apply && what.length > 0) {
    await provider.saveProvider({ corpId: given.corpId, secret: given.secret });
    if (isPairNew && pair) await callbackKeys.addCallbackKey(null, pair, endOfOverlap(deps));
  }
  return { place: "provider", change: what.length > 0 ? "change" : "same", what };
}

const endOfOverlap = (deps: Deps) => new Date(deps.clock.now().getTime() + OVERLAP_MS);

async function importSuite(deps: Deps, given: ImportedSuite, apply: boolean): Promise<ImportLine> {
  const { suites, callbackKeys } = deps.store;
  const place = `suites.${given.key}`;
  const old = await suites.findSuiteByKey(given.key);
  const owner = given.suiteId === undefined ? null : await suites.findSuiteBySuiteId(given.suiteId);
  if (owner && owner.key !== given.key) return { place, change: "refused", what: ["suiteId"] };
  const { token, encodingAesKey, ...settings } = given;
  const pair = token && encodingAesKey ? { token, encodingAesKey } : null;
  const isPairNew = pair !== null && !(await callbackKeys.isPairKnown(pair));
  const isPairOthers =
    pair !== null &&
    !isPairNew &&
    !(
      old &&
      (await callbackKeys.listCallbackKeys(old.id, deps.clock.now())).some(
        (one) => one.token.reveal() === token,
      )
    );
  if (isPairOthers) return { place, change: "refused", what: ["token", "encodingAesKey"] };
  const plain = ["name", "kind", "dialect", "installAuthType", "suiteId"] as const;
  const what = [
    ...plain.filter((name) => settings[name] !== undefined && settings[name] !== old?.[name]),
    ...(settings.suiteSecret !== undefined && settings.suiteSecret !== old?.suiteSecret?.reveal()
      ? ["suiteSecret"]
      : []),
    ...(isPairNew ? ["token", "encodingAesKey"] : []),
  ];
  if (apply && (old === null || what.length > 0)) {
    const { suite } = await suites.saveSuite(settings);
    // A new suite without keys in the file gets a pair of its own.
    const adding = isPairNew && pair ? pair : old === null ? makeKeyPair(deps.ids) : null;
    if (adding) await callbackKeys.addCallbackKey(suite.id, adding, endOfOverlap(deps));
  }
  if (old === null) return { place, change: "create", what };
  return { place, change: what.length > 0 ? "change" : "same", what };
}
