import "server-only";
import pino from "pino";
import type { Log } from "@/lib/core/clock";

// A last line of defence behind the rule that only facts are logged: things that look like our own secrets or
// like tokens in an address never reach the output (threats F5, H6).
const LOOKS_SECRET =
  /(wpk_|whsec_)[A-Za-z0-9_+/=-]+|((?:access_token|auth_code|code|state|secret|ticket)=)[^&\s"]+/gi;

function clean(value: string): string {
  return value.replace(
    LOOKS_SECRET,
    (_all, prefix?: string, name?: string) => `${prefix ?? name ?? ""}[secret]`,
  );
}

/** JSON lines on stdout, UTC, event names from a fixed vocabulary. */
export function createLog(level: "info" | "warn" | "silent" = "info"): Log {
  const out = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: "event" });
  const write =
    (severity: "info" | "warn" | "error"): Log["info"] =>
    (event, facts = {}) => {
      const safe: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(facts))
        safe[name] = typeof value === "string" ? clean(value) : value;
      out[severity](safe, event);
    };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}
