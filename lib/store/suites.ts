import "server-only";
import { parseSuiteKey, type SuiteId, type SuiteKey } from "@/lib/core/ids";
import type { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";
import type { Suite as SuiteRow } from "@/lib/store/generated/client";

export type SuiteKind = "app" | "template" | "login";
export type Dialect = "wecom" | "legacy";

/** A suite as the rest of the portal sees it. `suiteSecret` is null until staff have it from the vendor console. */
export type Suite = {
  id: string;
  key: SuiteKey;
  name: string;
  kind: SuiteKind;
  dialect: Dialect;
  suiteId: SuiteId | null;
  suiteSecret: Secret | null;
  installAuthType: 0 | 1;
  appIds: number[];
  isIndividualOwned: boolean;
  position: number;
  proofWindowUntil: Date | null;
  /** As staff say; null while nobody said. */
  isPublished: boolean | null;
  /** As staff saved it in the vendor console; a bare host. */
  completionDomain: string | null;
  createdAt: Date;
  updatedAt: Date;
};

/** What the bootstrap file or the console says of a suite. `undefined` leaves a value as it is. */
export type SuiteInput = {
  key: SuiteKey;
  name: string;
  kind: SuiteKind;
  dialect: Dialect;
  suiteId?: string | undefined;
  suiteSecret?: string | undefined;
  installAuthType: 0 | 1;
  appIds: number[];
  position?: number | undefined;
  isPublished?: boolean | null | undefined;
  completionDomain?: string | null | undefined;
  isIndividualOwned?: boolean | undefined;
};

export function createSuitesStore({ prisma, sealer, ids, clock }: StoreContext) {
  function read(row: SuiteRow): Suite {
    const key = parseSuiteKey(row.key);
    if (!key) throw new Error(`suites.key of row ${row.id} is malformed`);
    return {
      id: row.id,
      key,
      name: row.name,
      kind: row.kind as SuiteKind,
      dialect: row.dialect as Dialect,
      suiteId: row.suiteId as SuiteId | null,
      suiteSecret: sealer.openMaybe("suites", row.id, "suite_secret", row.suiteSecretSealed),
      installAuthType: row.installAuthType === 1 ? 1 : 0,
      appIds: row.appIds,
      isIndividualOwned: row.isIndividualOwned,
      position: row.position,
      proofWindowUntil: row.proofWindowUntil,
      isPublished: row.isPublished,
      completionDomain: row.completionDomain,
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
    };
  }

  return {
    async listSuites(): Promise<Suite[]> {
      const rows = await prisma.suite.findMany({ orderBy: [{ position: "asc" }, { createdAt: "asc" }] });
      return rows.map(read);
    },
    async findSuiteByKey(key: SuiteKey): Promise<Suite | null> {
      const row = await prisma.suite.findUnique({ where: { key } });
      return row && read(row);
    },
    async findSuite(id: string): Promise<Suite | null> {
      const row = await prisma.suite.findUnique({ where: { id } });
      return row && read(row);
    },
    async findSuiteBySuiteId(suiteId: string): Promise<Suite | null> {
      const row = await prisma.suite.findUnique({ where: { suiteId } });
      return row && read(row);
    },
    /** Makes a suite. Null when the key or the suiteId belongs to another already. */
    async addSuite(input: SuiteInput): Promise<Suite | null> {
      const id = ids.uuid();
      const { suiteSecret, suiteId, position, ...plain } = input;
      const now = clock.now();
      const made = await prisma.suite.createMany({
        data: [
          {
            ...plain,
            id,
            suiteId: suiteId ?? null,
            suiteSecretSealed:
              suiteSecret === undefined ? null : sealer.seal("suites", id, "suite_secret", suiteSecret),
            position: position ?? (await prisma.suite.count()),
            createdAt: now,
            updatedAt: now,
          },
        ],
        skipDuplicates: true,
      });
      return made.count === 1 ? this.findSuite(id) : null;
    },
    /** Makes or changes a suite by its key. Saying the same twice changes nothing, `updatedAt` included. */
    async saveSuite(input: SuiteInput): Promise<{ suite: Suite; isChanged: boolean }> {
      const old = await prisma.suite.findUnique({ where: { key: input.key } });
      const id = old?.id ?? ids.uuid();
      const oldSecret = old && sealer.openMaybe("suites", id, "suite_secret", old.suiteSecretSealed);
      const isSecretNew = input.suiteSecret !== undefined && input.suiteSecret !== oldSecret?.reveal();
      const plain = {
        name: input.name,
        kind: input.kind,
        dialect: input.dialect,
        installAuthType: input.installAuthType,
        appIds: input.appIds,
        ...(input.position === undefined ? {} : { position: input.position }),
        ...(input.suiteId === undefined ? {} : { suiteId: input.suiteId }),
        ...(input.isPublished === undefined ? {} : { isPublished: input.isPublished }),
        ...(input.isIndividualOwned === undefined ? {} : { isIndividualOwned: input.isIndividualOwned }),
        ...(input.completionDomain === undefined ? {} : { completionDomain: input.completionDomain }),
      };
      const isChanged =
        !old ||
        isSecretNew ||
        Object.entries(plain).some(
          ([name, value]) => JSON.stringify(old[name as keyof typeof plain]) !== JSON.stringify(value),
        );
      if (old && !isChanged) return { suite: read(old), isChanged: false };
      const data = {
        ...plain,
        ...(isSecretNew && input.suiteSecret !== undefined
          ? { suiteSecretSealed: sealer.seal("suites", id, "suite_secret", input.suiteSecret) }
          : {}),
        updatedAt: clock.now(),
      };
      const row = await prisma.suite.upsert({
        where: { key: input.key },
        create: { id, key: input.key, createdAt: clock.now(), ...data },
        update: data,
      });
      return { suite: read(row), isChanged: true };
    },
    /** Whether any corp has ever authorised this suite. */
    async hasAuthorizations(id: string): Promise<boolean> {
      return (await prisma.authorization.count({ where: { suiteRowId: id } })) > 0;
    },
    /** Lets GET proofs be answered until `until` (threat A7). */
    async openProofWindow(id: string, until: Date): Promise<void> {
      await prisma.suite.update({ where: { id }, data: { proofWindowUntil: until } });
    },
  };
}
