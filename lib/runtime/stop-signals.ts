import "server-only";

/** Runs `stop` once at SIGINT or SIGTERM and then ends the process; a second signal ends it at once. */
export function onStop(stop: () => Promise<void>): void {
  let isStopping = false;
  const handle = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(130);
    isStopping = true;
    stop().then(
      () => process.exit(process.exitCode ?? 0),
      (error: unknown) => {
        process.stderr.write(
          `stopping after ${signal} failed: ${error instanceof Error ? error.message : "unknown"}\n`,
        );
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
}
