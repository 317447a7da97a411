export interface MigrateOptions {
  databaseUrl: string;
  /** Gets one line per migration applied, and one while another process is migrating. */
  log?: (line: string) => void;
  /** Another folder of migrations; tests only. */
  dir?: string;
  /** How long to wait for another process that is migrating. */
  waitSeconds?: number;
}

/** Brings the database up to date; safe when several processes start at once. Throws `MigrationError`. */
export function applyMigrations(options: MigrateOptions): Promise<{ applied: string[] }>;

/** What Prisma's engine says about the database; `isUpToDate` is its own word, not ours. */
export function checkMigrations(options: { databaseUrl: string; dir?: string }): Promise<{
  isUpToDate: boolean;
  edited: string[];
  failed: string[];
  missingHere: string[];
}>;

/** Its message is meant for people, in both languages, and holds no secret. */
export class MigrationError extends Error {}
