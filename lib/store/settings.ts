import "server-only";
import type { StoreContext } from "@/lib/store/context";

const KEY_CHECK = "key-check";
const KEY_CHECK_TEXT = "this database opens with these keys";
const BOOTSTRAP = "bootstrap-said";

export function createSettingsStore({ prisma, pool, sealer, clock }: StoreContext) {
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
    /** What the bootstrap file said when it was applied last: fields by name, values as keyed fingerprints. */
    async getBootstrapPrints(): Promise<Record<string, string>> {
      const row = await prisma.setting.findUnique({ where: { name: BOOTSTRAP } });
      const value = row?.value;
      if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
      return Object.fromEntries(
        Object.entries(value).flatMap(([name, print]): [string, string][] =>
          typeof print === "string" ? [[name, print]] : [],
        ),
      );
    },
    async saveBootstrapPrints(prints: Record<string, string>): Promise<void> {
      const data = { value: prints, updatedAt: clock.now() };
      await prisma.setting.upsert({
        where: { name: BOOTSTRAP },
        create: { name: BOOTSTRAP, ...data },
        update: data,
      });
    },
    /** Keyed, so that the stored print of a short secret can't be guessed from the database alone. */
    printOf(field: string, value: unknown): string {
      return sealer.fingerprint(`bootstrap ${field}`, JSON.stringify(value ?? null)).toString("base64");
    },
    /** What time the database has. Leases and their order go by it, whatever the clocks of the processes say. */
    async readClock(): Promise<Date> {
      const { rows } = await pool.query<{ now: Date }>("SELECT clock_timestamp() AS now");
      if (!rows[0]) throw new Error("the database has no time");
      return rows[0].now;
    },
    /** One round trip; throws when the database is away. */
    async ping(): Promise<void> {
      await prisma.$queryRaw`SELECT 1`;
    },
  };
}
