// A portal process without pages: the door with callbacks and the API, and the worker. Bundled and started by rolling-restart.test.ts.
import { Secret } from "@/lib/core/secret";
import { createDoorApi } from "@/lib/runtime/api/door-api";
import { createPortal } from "@/lib/runtime/deps";
import { createDoor } from "@/lib/runtime/door";
import { loadSettings } from "@/lib/runtime/env";
import { onStop } from "@/lib/runtime/stop-signals";
import { startWorker } from "@/lib/runtime/worker";
import { KEY_RING } from "@/tests/support/portal-process";

const [databaseUrl = "", port = "0"] = process.argv.slice(2);
const portal = createPortal(loadSettings("dev"), {
  databaseUrl,
  keyRing: KEY_RING,
  authSecret: new Secret("not used here, and long enough all the same"),
});
const worker = startWorker(portal.deps);
const door = createDoor({
  deps: portal.deps,
  api: createDoorApi(portal),
  nextHandler: (_request, response) => void response.writeHead(404).end(),
  settings: portal.settings,
  requests: portal.requests,
});
await portal.deps.store.settings.ping();
await door.listen(Number(port), "127.0.0.1");
onStop(async () => {
  await Promise.all([door.close(10_000), worker.stop()]);
  await portal.close();
});
process.stdout.write("ready\n");
