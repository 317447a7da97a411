import "server-only";
import { readFile } from "node:fs/promises";
import type { Log } from "@/lib/core/clock";
import { ERRORS } from "@/lib/core/errors";
import { applyBootstrap } from "@/lib/features/setup/apply-bootstrap";
import { readBootstrapFile } from "@/lib/features/setup/bootstrap-file";
import { ensureFirstSignIn } from "@/lib/features/staff/first-sign-in";
import { saveBootstrapStaff } from "@/lib/features/staff/save-bootstrap-staff";
import { createPortal, type Portal, type PortalSecrets, sharePortal } from "@/lib/runtime/deps";
import { startEmbeddedPostgres } from "@/lib/runtime/embedded-postgres";
import { ConfigError, type Settings } from "@/lib/runtime/env";
import { loadGeneratedKeys } from "@/lib/runtime/generated-keys";
import { applyMigrations } from "@/prisma/migrate.mjs";

/** A portal with its database, before it serves anything. */
export type OpenPortal = {
  portal: Portal;
  /** Address of the one-time first sign-in, while there is no staff. */
  firstSignInUrl: string | null;
  close(): Promise<void>;
};

type Say = (line: string) => void;

async function findDatabase(
  settings: Settings,
  say: Say,
): Promise<{ secrets: PortalSecrets; stop(): Promise<void> }> {
  if (settings.databaseUrl) {
    const { databaseUrl, keyRing, authSecret } = settings;
    if (!keyRing || !authSecret) throw new Error(ERRORS.internal.en);
    return { secrets: { databaseUrl, keyRing, authSecret }, stop: async () => {} };
  }
  const database = await startEmbeddedPostgres({
    dataDir: settings.dataDir,
    log: say,
    onFailure: (error) => {
      say(error.message);
      process.exitCode = 1;
      process.kill(process.pid, "SIGTERM");
    },
  });
  const generated = loadGeneratedKeys(settings.dataDir);
  const secrets = {
    databaseUrl: database.databaseUrl,
    keyRing: settings.keyRing ?? generated.keyRing,
    authSecret: settings.authSecret ?? generated.authSecret,
  };
  return { secrets, stop: () => database.stop() };
}

/** Applies PORTAL_BOOTSTRAP_FILE; a wrong file stops the start with what would be right, never with a value of it. */
async function bootstrap(portal: Portal, file: string, log: Log): Promise<void> {
  const read = readBootstrapFile(await readFile(file, "utf8"));
  if (!read.ok)
    throw new ConfigError(read.problems.map((right) => ({ name: "PORTAL_BOOTSTRAP_FILE", right })));
  const report = await applyBootstrap(portal.deps, read.value);
  if (report.problems.length > 0)
    throw new ConfigError(report.problems.map((right) => ({ name: "PORTAL_BOOTSTRAP_FILE", right })));
  const staff = await saveBootstrapStaff(portal.deps, report.staff);
  await report.remember();
  log.info("bootstrap.applied", { changed: report.changed.length + staff.length });
}

/** Finds or starts the database, migrates it, checks the keys and applies the bootstrap file. */
export async function openPortal(settings: Settings, say: Say): Promise<OpenPortal> {
  const database = await findDatabase(settings, say);
  try {
    await applyMigrations({ databaseUrl: database.secrets.databaseUrl, log: say });
    const portal = createPortal(settings, database.secrets);
    if (!(await portal.deps.store.settings.doKeysFit()))
      throw new ConfigError([
        {
          name: "PORTAL_ENCRYPTION_KEYS",
          right:
            "与此数据库不匹配：请提供加密这些数据时使用的密钥 / must hold the key that sealed this database",
        },
      ]);
    if (settings.bootstrapFile) await bootstrap(portal, settings.bootstrapFile, portal.deps.log);
    const first = await ensureFirstSignIn(portal.deps);
    sharePortal(portal);
    return {
      portal,
      firstSignInUrl: first?.url ?? null,
      async close() {
        await portal.close();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}
