import "server-only";
import type { CorpId } from "@/lib/core/ids";
import type { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";

/** The provider's own corp; ids and secrets are null until known. */
export type Provider = {
  corpId: CorpId | null;
  secret: Secret | null;
  proofWindowUntil: Date | null;
  createdAt: Date;
};

const SELF = "self";

export function createProviderStore({ prisma, sealer, clock }: StoreContext) {
  return {
    async getProvider(): Promise<Provider> {
      const row = await prisma.provider.findUnique({ where: { id: SELF } });
      return {
        corpId: (row?.corpId ?? null) as CorpId | null,
        secret: row ? sealer.openMaybe("provider", SELF, "secret", row.secretSealed) : null,
        proofWindowUntil: row?.proofWindowUntil ?? null,
        createdAt: row?.createdAt ?? clock.now(),
      };
    },
    /** Sets what is given, leaves the rest. */
    async saveProvider(input: { corpId?: string | undefined; secret?: string | undefined }): Promise<void> {
      const now = clock.now();
      const data = {
        ...(input.corpId === undefined ? {} : { corpId: input.corpId }),
        ...(input.secret === undefined
          ? {}
          : { secretSealed: sealer.seal("provider", SELF, "secret", input.secret) }),
        updatedAt: now,
      };
      await prisma.provider.upsert({
        where: { id: SELF },
        create: { id: SELF, createdAt: now, ...data },
        update: data,
      });
    },
    async openProviderProofWindow(until: Date): Promise<void> {
      await prisma.provider.upsert({
        where: { id: SELF },
        create: { id: SELF, createdAt: clock.now(), proofWindowUntil: until },
        update: { proofWindowUntil: until },
      });
    },
  };
}
