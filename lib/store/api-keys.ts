import "server-only";
import { createHash } from "node:crypto";
import type { StoreContext } from "@/lib/store/context";

export type GivenApiKey = {
  name: string;
  key: string;
  suites: string[];
  scopes: string[];
  corps?: string[] | undefined;
};

/** What of a key may be shown in lists. */
const SHOWN_PREFIX_LENGTH = 8;

function hashOf(key: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(key, "utf8").digest());
}

export function createApiKeysStore({ prisma, ids, clock }: StoreContext) {
  return {
    /** Makes or changes the key of this name; only its hash is kept. False when nothing had to change. */
    async saveGivenKey(given: GivenApiKey): Promise<boolean> {
      const old = await prisma.apiKey.findUnique({ where: { name: given.name } });
      const data = {
        prefix: given.key.slice(0, SHOWN_PREFIX_LENGTH),
        secretHash: hashOf(given.key),
        suiteKeys: given.suites,
        scopes: given.scopes,
        corpIds: given.corps ?? [],
      };
      const isSame =
        old &&
        data.secretHash.equals(old.secretHash) &&
        JSON.stringify([old.suiteKeys, old.scopes, old.corpIds]) ===
          JSON.stringify([data.suiteKeys, data.scopes, data.corpIds]);
      if (isSame) return false;
      await prisma.apiKey.upsert({
        where: { name: given.name },
        create: { id: ids.uuid(), name: given.name, createdAt: clock.now(), ...data },
        update: data,
      });
      return true;
    },
  };
}
