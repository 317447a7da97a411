import "server-only";
import { hashApiKey, shownApiKey } from "@/lib/core/crypto/api-key";
import type { KeyLimits } from "@/lib/core/key-limits";
import type { StoreContext } from "@/lib/store/context";
import type { ApiKey as ApiKeyRow } from "@/lib/store/generated/client";

export type GivenApiKey = {
  name: string;
  key: string;
  suites: string[];
  scopes: string[];
  corps?: string[] | undefined;
  limits?: { [N in keyof KeyLimits]?: number | undefined } | undefined;
};

/** A key as people see it: never the secret, nor its hash. */
export type ApiKey = KeyLimits & {
  id: string;
  name: string;
  /** Enough of the key to find it in one's own configuration. */
  shown: string;
  suiteKeys: string[];
  scopes: string[];
  corpIds: string[];
  /** `file`: given by the bootstrap file, which says what it may do at every start. */
  source: "file" | "console";
  createdAt: Date;
  createdByName: string | null;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  rotatedAt: Date | null;
  /** Until when the secret before the last rotation still works. */
  oldSecretUntil: Date | null;
};

/** One secret that opens the API now; a key in rotation has two. */
export type LiveSecret = { hash: Uint8Array; until: Date | null; key: ApiKey };

export type NewApiKey = {
  name: string;
  key: string;
  suiteKeys: string[];
  scopes: string[];
  corpIds: string[];
  expiresAt: Date | null;
  createdByName: string;
} & Partial<KeyLimits>;

function read(row: ApiKeyRow): ApiKey {
  const { secretHash: _, oldSecretHash: __, prefix, ...rest } = row;
  return { ...rest, shown: prefix, source: row.source === "console" ? "console" : "file" };
}

/** All that the bootstrap file says about a key besides its secret. */
function grantOf(row: Pick<ApiKeyRow, "suiteKeys" | "scopes" | "corpIds" | "source" | keyof KeyLimits>) {
  const { suiteKeys, scopes, corpIds, source, callsPerMinute, cachedPerMinute } = row;
  return JSON.stringify([suiteKeys, scopes, corpIds, source, callsPerMinute, cachedPerMinute]);
}

function bytes(hash: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash);
}

export function createApiKeysStore({ prisma, ids, clock }: StoreContext) {
  return {
    /** Makes or changes the key of this name; only its hash is kept. False when nothing had to change. */
    async saveGivenKey(given: GivenApiKey): Promise<boolean> {
      const old = await prisma.apiKey.findUnique({ where: { name: given.name } });
      const hash = hashApiKey(given.key);
      const data = {
        prefix: shownApiKey(given.key),
        secretHash: bytes(hash),
        suiteKeys: given.suites,
        scopes: given.scopes,
        corpIds: given.corps ?? [],
        source: "file",
        callsPerMinute: given.limits?.callsPerMinute ?? null,
        cachedPerMinute: given.limits?.cachedPerMinute ?? null,
      };
      const isSameSecret = old !== null && hash.equals(old.secretHash);
      const isSame = isSameSecret && grantOf(old) === grantOf(data);
      if (isSame) return false;
      await prisma.apiKey.upsert({
        where: { name: given.name },
        create: { id: ids.uuid(), name: given.name, createdAt: clock.now(), ...data },
        // A revoked secret stays revoked for as long as the file repeats it; a new one is a new key.
        update: isSameSecret ? data : { ...data, revokedAt: null, oldSecretHash: null, oldSecretUntil: null },
      });
      return true;
    },
    /** Null when the name is taken. */
    async addKey(input: NewApiKey): Promise<ApiKey | null> {
      const { key, ...rest } = input;
      const { count } = await prisma.apiKey.createMany({
        data: [
          {
            id: ids.uuid(),
            ...rest,
            prefix: shownApiKey(key),
            secretHash: bytes(hashApiKey(key)),
            source: "console",
            createdAt: clock.now(),
          },
        ],
        skipDuplicates: true,
      });
      if (count === 0) return null;
      const row = await prisma.apiKey.findUnique({ where: { name: input.name } });
      return row && read(row);
    },
    async listKeys(): Promise<ApiKey[]> {
      const rows = await prisma.apiKey.findMany({ orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
      return rows.map(read);
    },
    async findKey(id: string): Promise<ApiKey | null> {
      const row = await prisma.apiKey.findUnique({ where: { id } });
      return row && read(row);
    },
    /** Everything that opens the API at `now`: the whole directory, which is small. */
    async listLiveSecrets(now: Date): Promise<LiveSecret[]> {
      const rows = await prisma.apiKey.findMany({
        where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      });
      return rows.flatMap((row) => {
        const key = read(row);
        const current = { hash: row.secretHash, until: row.expiresAt, key };
        const { oldSecretHash, oldSecretUntil } = row;
        if (!oldSecretHash || !oldSecretUntil || oldSecretUntil <= now) return [current];
        const until = row.expiresAt && row.expiresAt < oldSecretUntil ? row.expiresAt : oldSecretUntil;
        return [current, { hash: oldSecretHash, until, key }];
      });
    },
    /** At once and for ever. False when it was revoked before. */
    async revokeKey(id: string): Promise<boolean> {
      const { count } = await prisma.apiKey.updateMany({
        where: { id, revokedAt: null },
        data: { revokedAt: clock.now(), oldSecretHash: null, oldSecretUntil: null },
      });
      return count === 1;
    },
    /** A new secret; the one before works until `oldUntil`, the one before that ends now. False: revoked or from the file. */
    async rotateKey(id: string, key: string, oldUntil: Date): Promise<boolean> {
      const row = await prisma.apiKey.findUnique({ where: { id } });
      if (!row) return false;
      const { count } = await prisma.apiKey.updateMany({
        where: { id, revokedAt: null, source: "console", secretHash: row.secretHash },
        data: {
          prefix: shownApiKey(key),
          secretHash: bytes(hashApiKey(key)),
          oldSecretHash: row.secretHash,
          oldSecretUntil: oldUntil,
          rotatedAt: clock.now(),
        },
      });
      return count === 1;
    },
    /** False: revoked, or from the file, which says it at every start. */
    async setLimits(id: string, limits: KeyLimits): Promise<boolean> {
      const { count } = await prisma.apiKey.updateMany({
        where: { id, revokedAt: null, source: "console" },
        data: limits,
      });
      return count === 1;
    },
    /** When keys were last used; written at most once a minute each. */
    async touchKeys(used: ReadonlyMap<string, Date>): Promise<void> {
      for (const [id, lastUsedAt] of used)
        await prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt } });
    },
  };
}
