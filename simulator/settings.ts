import { randomInt } from "node:crypto";
import { z } from "zod";

/** What the program can be told from outside. Read once, here and nowhere else. */
export interface Settings {
  port: number;
  host: string;
  /** Address that browsers and the provider's programs use. */
  url: string;
  controlToken: string | null;
  seedFile: string | null;
  stateFile: string | null;
  ticketSeconds: number;
  seed: number;
  /** PEM files; both or none. */
  tls: { cert: string; key: string } | null;
}

const schema = z.object({
  SIM_PORT: z.coerce.number().int().min(0).max(65535).default(4010),
  SIM_HOST: z.string().min(1).default("127.0.0.1"),
  SIM_URL: z.url().optional(),
  SIM_CONTROL_TOKEN: z.string().min(16).optional(),
  SIM_SEED_FILE: z.string().min(1).optional(),
  SIM_STATE_FILE: z.string().min(1).optional(),
  SIM_TICKET_SECONDS: z.coerce.number().positive().default(600),
  SIM_SEED: z.coerce.number().int().optional(),
  SIM_TLS_CERT: z.string().min(1).optional(),
  SIM_TLS_KEY: z.string().min(1).optional(),
});

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/** Whether only this machine can reach the program. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

/** Throws an Error that names the wrong setting, never its value. */
export function readSettings(env: Record<string, string | undefined>, args: readonly string[]): Settings {
  const used = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(used);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`Wrong settings: ${names.join("; ")}`);
  }
  const values = parsed.data;
  const port = Number(readOption(args, "--port") ?? values.SIM_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error("Wrong settings: --port wants 0…65535");
  const controlToken = values.SIM_CONTROL_TOKEN ?? null;
  if (!isLoopback(values.SIM_HOST) && controlToken === null) {
    throw new Error("Wrong settings: SIM_CONTROL_TOKEN is required when SIM_HOST is not a loopback address");
  }
  const { SIM_TLS_CERT: cert, SIM_TLS_KEY: key } = values;
  if ((cert === undefined) !== (key === undefined))
    throw new Error("Wrong settings: SIM_TLS_CERT and SIM_TLS_KEY go together");
  const tls = cert === undefined || key === undefined ? null : { cert, key };
  return {
    port,
    host: values.SIM_HOST,
    url: (values.SIM_URL ?? `http${tls === null ? "" : "s"}://localhost:${port}`).replace(/\/+$/, ""),
    controlToken,
    seedFile: values.SIM_SEED_FILE ?? null,
    stateFile: readOption(args, "--state") ?? values.SIM_STATE_FILE ?? null,
    ticketSeconds: values.SIM_TICKET_SECONDS,
    seed: values.SIM_SEED ?? randomInt(2 ** 31),
    tls,
  };
}

function readOption(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}
