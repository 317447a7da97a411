// One worker process of the portal: works the queue and sends what is due. Bundled and started by tests.
import { startDeliveryWorker } from "@/lib/runtime/delivery-worker";
import { startWorker } from "@/lib/runtime/worker";
import { createTestPortal } from "@/tests/support/portal-process";

const [databaseUrl = "", apiUrl = ""] = process.argv.slice(2);
const portal = createTestPortal(databaseUrl, apiUrl);
const worker = startWorker(portal.deps, { pollMs: 50, idlePollMs: 100, houseKeepMs: 3_600_000 });
const sender = startDeliveryWorker(portal.deps, { idlePollMs: 100, keepMs: 3_600_000 });
portal.deps.wakeWorker = () => worker.wake();
portal.deps.wakeDeliveries = () => sender.wake();
process.stdout.write("ready\n");
process.once("SIGTERM", async () => {
  await Promise.all([worker.stop(), sender.stop()]);
  await portal.close();
  process.exit(0);
});
