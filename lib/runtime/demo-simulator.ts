import "server-only";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { request } from "undici";

export type RunningSimulator = {
  url: string;
  /** One call of the control API; throws with the answer when it is refused. */
  control(path: string, body: object): Promise<unknown>;
  stop(): Promise<void>;
};

const READY_TRIES = 100;
const READY_WAIT_MS = 100;
const STOP_GRACE_MS = 3_000;

/** Starts the simulator as its own process: the portal must reach it as it reaches WeCom, over HTTP. */
export async function startSimulatorProcess(options: {
  bundle: string;
  port: number;
  seedFile: string;
  stateFile: string;
  controlToken: string;
}): Promise<RunningSimulator> {
  const url = `http://localhost:${options.port}`;
  const child: ChildProcess = spawn(process.execPath, [options.bundle, "--state", options.stateFile], {
    env: {
      NODE_ENV: "production",
      SIM_PORT: String(options.port),
      SIM_URL: url,
      SIM_SEED_FILE: options.seedFile,
      SIM_CONTROL_TOKEN: options.controlToken,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  let isEnded = false;
  child.once("exit", () => {
    isEnded = true;
  });
  const control = async (path: string, body: object) => {
    const answer = await request(`http://127.0.0.1:${options.port}/_sim${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${options.controlToken}` },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300)
      throw new Error(`simulator: ${path} answered ${answer.statusCode}: ${text}`);
    return JSON.parse(text) as unknown;
  };
  const isUp = () =>
    request(`http://127.0.0.1:${options.port}/_sim/openapi.json`, {
      headers: { authorization: `Bearer ${options.controlToken}` },
    }).then(
      async (answer) => {
        await answer.body.dump();
        return answer.statusCode === 200;
      },
      () => false,
    );
  for (let tries = 0; !(await isUp()); tries += 1) {
    if (isEnded || tries === READY_TRIES)
      throw new Error(
        `模拟器未能启动，端口 ${options.port} 可能被占用 / the simulator did not start; is port ${options.port} in use?`,
      );
    await wait(READY_WAIT_MS);
  }
  return {
    url,
    control,
    async stop() {
      if (isEnded) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
