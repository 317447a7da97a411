import { readSettings } from "./settings";
import { startSimulator } from "./start";

/** The program: `node dist/simulator.mjs [--port 4010] [--state file]`. Settings are environment variables SIM_*. */
async function main(): Promise<void> {
  const settings = readSettings(process.env, process.argv.slice(2));
  const simulator = await startSimulator(settings);
  console.log(
    `simulator ready: ${simulator.url}/ (vendor console ${simulator.url}/vendor, seed ${settings.seed})`,
  );
  const stop = () => {
    simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
