import "server-only";
import type { StoreContext } from "@/lib/store/context";

const KEY_CHECK = "key-check";
const KEY_CHECK_TEXT = "this database opens with these keys";

export function createSettingsStore({ prisma, sealer, clock }: StoreContext) {
  return {
    /**
     * Whether the configured keys open this database (threat H3). The first call on an empty database leaves the
     * check value behind; with another key ring later calls answer false instead of writing unreadable rows.
     */
    async doKeysFit(): Promise<boolean> {
      const row = await prisma.setting.findUnique({ where: { name: KEY_CHECK } });
      if (!row) {
        const blob = sealer.seal("settings", KEY_CHECK, "value", KEY_CHECK_TEXT).toString("base64");
        await prisma.setting.createMany({
          data: [{ name: KEY_CHECK, value: blob, updatedAt: clock.now() }],
          skipDuplicates: true,
        });
        return this.doKeysFit();
      }
      try {
        const text = sealer.open("settings", KEY_CHECK, "value", Buffer.from(String(row.value), "base64"));
        return text.reveal() === KEY_CHECK_TEXT;
      } catch {
        return false;
      }
    },
    /** One round trip; throws when the database is away. */
    async ping(): Promise<void> {
      await prisma.$queryRaw`SELECT 1`;
    },
  };
}
