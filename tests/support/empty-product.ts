import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  freePort,
  makeWorld,
  ownSecrets,
  Program,
  portalEnvironment,
  startSimulatorProgram,
} from "./product";
import { sweep } from "./sweep";

const LAUNCH = path.resolve(import.meta.dirname, "../../lib/runtime/launch.mjs");

/** An empty portal, as on the first day, beside a simulator that knows the provider and one enterprise but no suite. */
export async function startEmptyProduct(databaseUrl: string) {
  const port = await freePort();
  const portalUrl = `http://localhost:${port}`;
  const world = { ...makeWorld(), suites: [] };
  const simulator = await startSimulatorProgram(world, "localhost");
  const dir = mkdtempSync(path.join(os.tmpdir(), "portal-e2e-empty-"));
  const { PORTAL_BOOTSTRAP_FILE: _none, ...environment } = portalEnvironment({
    port,
    databaseUrl,
    simulatorUrl: simulator.url,
    bootstrapFile: "",
  });
  const metricsToken = randomBytes(24).toString("hex");
  const program = new Program([LAUNCH, "start"], { ...environment, PORTAL_METRICS_TOKEN: metricsToken });
  await program.ready(`${portalUrl}/readyz`);
  const [firstSignInUrl] = await program.printed(/http:\/\/localhost:\d+\/console\/first-sign-in\S+/);
  return {
    portalUrl,
    world,
    simulator,
    program,
    firstSignInUrl,
    metricsToken,
    /** Ends everything, after a last look for secrets in what the whole run has left (promise R17). */
    async stop() {
      try {
        await sweep({
          portalUrl,
          metricsToken,
          simulatorUrl: simulator.url,
          output: program.output,
          own: ownSecrets(
            { ...environment, PORTAL_METRICS_TOKEN: metricsToken },
            randomBytes(24).toString("hex"),
          ),
        });
      } finally {
        await program.stop();
        await simulator.stop();
        rmSync(dir, { recursive: true, force: true });
      }
    },
  };
}
export type EmptyProduct = Awaited<ReturnType<typeof startEmptyProduct>>;
