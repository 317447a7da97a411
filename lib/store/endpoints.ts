import "server-only";
import type { StoreContext } from "@/lib/store/context";

export type EndpointInput = { name: string; suite: string; url: string; events: string[]; secret: string };

export function createEndpointsStore({ prisma, ids, clock, sealer }: StoreContext) {
  return {
    /** Makes or changes the endpoint of this name. False when nothing had to change. */
    async saveEndpoint(input: EndpointInput): Promise<boolean> {
      const old = await prisma.endpoint.findUnique({ where: { name: input.name } });
      const id = old?.id ?? ids.uuid();
      if (old) {
        const isSame =
          sealer.open("endpoints", id, "secret", old.secretSealed).reveal() === input.secret &&
          JSON.stringify([old.suiteKey, old.url, old.eventFilter]) ===
            JSON.stringify([input.suite, input.url, input.events]);
        if (isSame) return false;
      }
      const data = {
        suiteKey: input.suite,
        url: input.url,
        eventFilter: input.events,
        secretSealed: sealer.seal("endpoints", id, "secret", input.secret),
        updatedAt: clock.now(),
      };
      await prisma.endpoint.upsert({
        where: { name: input.name },
        create: { id, name: input.name, createdAt: clock.now(), ...data },
        update: data,
      });
      return true;
    },
  };
}
