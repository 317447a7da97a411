import { type DeliveryWorkerOptions, startDeliveryWorker } from "@/lib/runtime/delivery-worker";
import { CORP, createInstallWorld, SUITE_ID, until } from "@/tests/support/install-world";
import { RECEIVER_SECRET, startReceiver } from "@/tests/support/receiver";

/** An install world with a receiver, its endpoints, and the sender that serves them. */
export async function createGatewayWorld() {
  const [world, receiver] = [await createInstallWorld(), await startReceiver()];
  const senders: { stop(): Promise<void> }[] = [];
  const press = (what: string, body: object = {}) =>
    world.control("POST", `corps/${CORP}/${what}`, { suiteId: SUITE_ID, ...body });
  return {
    ...world,
    receiver,
    press,
    /** An endpoint of the bootstrap file at `path` of the receiver. */
    async endpoint(path: string, events: string[] = ["*"], suite = "crm"): Promise<string> {
      await world.deps.store.endpoints.saveEndpoint({
        name: path,
        suite,
        url: `${receiver.url}${path}`,
        events,
        secret: RECEIVER_SECRET,
      });
      const made = await world.deps.store.endpoints.findEndpointByName(path);
      if (!made) throw new Error("no endpoint");
      return made.id;
    },
    send(options: DeliveryWorkerOptions = {}) {
      const sender = startDeliveryWorker(world.deps, { idlePollMs: 50, keepMs: 3_600_000, ...options });
      world.deps.wakeDeliveries = () => sender.wake();
      senders.push(sender);
      return sender;
    },
    async install(): Promise<void> {
      await world.giveTicket();
      await press("install");
      await until(async () => (await world.authorization())?.status === "active");
    },
    /** A message or event of the corp, by the data or command URL. */
    push(type: string, fields: Record<string, string> = {}, channel: "data" | "command" = "data") {
      return world.control("POST", "events", { suiteId: SUITE_ID, corpid: CORP, channel, type, fields });
    },
    ledger: () => world.deps.store.gatewayUpkeep.readLedger(),
    /** Lets every waiting delivery be due now: the virtual clock of the schedule. */
    async skipWaits(): Promise<void> {
      await world.sql.query(`UPDATE deliveries SET next_at = now() WHERE state = 'pending'`);
      await world.sql.query(`UPDATE endpoints SET throttled_until = NULL`);
    },
    async close() {
      await Promise.all(senders.map((one) => one.stop()));
      await receiver.close();
      await world.close();
    },
  };
}
export type GatewayWorld = Awaited<ReturnType<typeof createGatewayWorld>>;
