import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Program } from "@/tests/support/product";

const LAUNCH = path.resolve("lib/runtime/launch.mjs");
const RESTART_MS = 300;

/**
 * One portal process that is started again whenever it ends, as an operating system's supervisor does: a start
 * while the database is away fails, and the next one does not.
 */
export class KeptProcess {
  starts = 0;
  output = "";
  private program: Program;
  private isOver = false;

  constructor(
    readonly name: string,
    private readonly command: "start" | "worker",
    private readonly environment: Record<string, string>,
  ) {
    this.program = this.start();
  }

  private start(): Program {
    this.starts += 1;
    const program = new Program([LAUNCH, this.command], this.environment);
    program.child.once("exit", (code, signal) => {
      this.output += `${program.output}── ${this.name} ended: ${code ?? signal}\n`;
      if (!this.isOver)
        setTimeout(() => {
          if (!this.isOver) this.program = this.start();
        }, RESTART_MS);
    });
    return program;
  }

  signal(signal: NodeJS.Signals): void {
    this.program.child.kill(signal);
  }

  /** SIGSTOP for a while: everything stands still but leases and other processes. */
  async freeze(ms: number): Promise<void> {
    const { program } = this;
    program.child.kill("SIGSTOP");
    await wait(ms);
    program.child.kill("SIGCONT");
  }

  async ready(url: string, ms = 120_000): Promise<void> {
    const end = Date.now() + ms;
    while (Date.now() < end) {
      const answer = await fetch(url).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.status === 200) return;
      await wait(50);
    }
    throw new Error(`${this.name} is not ready:\n${this.output}${this.program.output}`);
  }

  /** SIGTERM; the exit code of an orderly stop. */
  async stop(): Promise<number | null> {
    this.isOver = true;
    return this.program.stop("SIGTERM");
  }

  kill(): void {
    this.isOver = true;
    this.program.child.kill("SIGKILL");
  }
}
