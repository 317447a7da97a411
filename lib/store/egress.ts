import "server-only";
import { z } from "zod";
import type { StoreContext } from "@/lib/store/context";

const NAME = "egress";
const shape = z.object({
  seen: z.object({ address: z.string(), at: z.coerce.date() }).nullable().catch(null),
  given: z.string().nullable().catch(null),
});

/** What is known of the address that WeCom sees. */
export type Egress = {
  /** From the last refusal (60020). */
  seen: { address: string; at: Date } | null;
  /** What staff wrote down. */
  given: string | null;
};

/** The two facts live in one settings row; each write changes only its own. */
export function createEgressStore({ prisma, pool, clock }: StoreContext) {
  async function put(member: "seen" | "given", value: unknown): Promise<void> {
    await pool.query(
      `INSERT INTO settings (name, value, updated_at) VALUES ($1, jsonb_build_object($2::text, $3::jsonb), $4)
       ON CONFLICT (name) DO UPDATE SET value = settings.value || excluded.value, updated_at = excluded.updated_at`,
      [NAME, member, JSON.stringify(value), clock.now()],
    );
  }
  return {
    async findEgress(): Promise<Egress> {
      const row = await prisma.setting.findUnique({ where: { name: NAME } });
      const read = shape.safeParse({ seen: null, given: null, ...(row?.value as object | undefined) });
      return read.success ? read.data : { seen: null, given: null };
    },
    noteRefusedAddress: (address: string, at: Date) => put("seen", { address, at }),
    saveGivenAddress: (address: string | null) => put("given", address),
  };
}
