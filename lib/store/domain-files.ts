import "server-only";
import type { StoreContext } from "@/lib/store/context";

/** A `WW_verify_*.txt` that WeCom looks for at the root of a domain. Public by nature. */
export type DomainFile = {
  name: string;
  content: string;
  domain: string | null;
  suiteKey: string | null;
  uploadedBy: string;
  createdAt: Date;
};

export function createDomainFilesStore({ prisma, clock }: StoreContext) {
  return {
    async listDomainFiles(): Promise<DomainFile[]> {
      return prisma.domainFile.findMany({ orderBy: { createdAt: "desc" } });
    },
    async findDomainFile(name: string): Promise<DomainFile | null> {
      return prisma.domainFile.findUnique({ where: { name } });
    },
    /** Makes it or replaces what was there. */
    async saveDomainFile(file: Omit<DomainFile, "createdAt">): Promise<void> {
      const data = { ...file, createdAt: clock.now() };
      await prisma.domainFile.upsert({ where: { name: file.name }, create: data, update: data });
    },
    async removeDomainFile(name: string): Promise<boolean> {
      return (await prisma.domainFile.deleteMany({ where: { name } })).count === 1;
    },
  };
}
