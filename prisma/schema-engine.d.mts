/** The SQL that would bring the migrations to where `schema.prisma` is; empty when they say the same. */
export function diffMigrations(databaseUrl: string): Promise<string>;
