import "server-only";
import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { KeyRing } from "@/lib/core/crypto/seal";
import type { Secret } from "@/lib/core/secret";
import { DataDirError } from "./data-dir-lock";
import { SETTING_RULES } from "./setting-rules";

export interface GeneratedKeys {
  keyRing: KeyRing;
  authSecret: Secret;
}

/** Read it or make it: by link, so that a crash leaves no half-written key and two starts agree on one. */
function keep(file: string, make: () => string): string {
  for (;;) {
    try {
      const text = readFileSync(file, "utf8").trim();
      if ((statSync(file).mode & 0o077) !== 0 && process.platform !== "win32") {
        throw new DataDirError(
          `${file} 对他人可读，请执行 chmod 600 / is open to others, run chmod 600 on it`,
        );
      }
      return text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    const temporary = `${file}.${randomBytes(4).toString("hex")}`;
    writeFileSync(temporary, `${make()}\n`, { mode: 0o600, flush: true });
    try {
      linkSync(temporary, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

/**
 * The keys that belong to the embedded database: made at the first start, kept in the data dir (0600).
 * To rotate, put a newer `id:base64` in front of the list in `encryption-keys`. Losing that file loses
 * every stored secret, so a broken one stops the start instead of being made anew.
 */
export function loadGeneratedKeys(dataDir: string): GeneratedKeys {
  const keysFile = path.resolve(dataDir, "encryption-keys");
  const secretFile = path.resolve(dataDir, "auth-secret");
  const keys = keep(keysFile, () => `1:${randomBytes(32).toString("base64")}`);
  const keyRing = SETTING_RULES.PORTAL_ENCRYPTION_KEYS.safeParse(keys);
  if (!keyRing.success) throw new DataDirError(`${keysFile}：${keyRing.error.issues[0]?.message ?? ""}`);
  const secret = keep(secretFile, () => randomBytes(48).toString("base64url"));
  const authSecret = SETTING_RULES.AUTH_SECRET.safeParse(secret);
  if (!authSecret.success)
    throw new DataDirError(`${secretFile}：${authSecret.error.issues[0]?.message ?? ""}`);
  return { keyRing: keyRing.data, authSecret: authSecret.data };
}
