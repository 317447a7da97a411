import "server-only";

/** One loop that takes work and waits in between, woken early by `wake`. */
export function startLoop(step: () => Promise<"busy" | "idle">, pollMs: number, idlePollMs: number) {
  let isStopped = false;
  let isWoken = false;
  let endWait = () => {};
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const ended = (async () => {
    while (!isStopped) {
      isWoken = false;
      const outcome = await step().catch(() => "idle" as const);
      if (!isStopped && !isWoken) await wait(outcome === "busy" ? pollMs : idlePollMs);
    }
  })();
  const wake = () => {
    isWoken = true;
    endWait();
  };
  return {
    wake,
    async stop() {
      isStopped = true;
      wake();
      await ended;
    },
  };
}
