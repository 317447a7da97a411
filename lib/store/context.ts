import "server-only";
import type { Pool } from "pg";
import type { Clock, Ids } from "@/lib/core/clock";
import { fingerprint, type KeyRing, seal, unseal } from "@/lib/core/crypto/seal";
import type { Secret } from "@/lib/core/secret";
import type { PrismaClient } from "@/lib/store/generated/client";

/** What every part of the store is made from. */
export type StoreContext = {
  prisma: PrismaClient;
  /** Raw SQL of pages and workers. */
  pool: Pool;
  /** Only for accepting callbacks: dashboards can't starve it (threat B7). */
  callbackPool: Pool;
  clock: Clock;
  ids: Ids;
  sealer: Sealer;
};

/** Seals and opens columns. `column` is the database name without `_sealed`. */
export type Sealer = {
  seal(table: string, row: string, column: string, text: string): Buffer<ArrayBuffer>;
  open(table: string, row: string, column: string, blob: Uint8Array): Secret;
  /** As `open`, null for null. */
  openMaybe(table: string, row: string, column: string, blob: Uint8Array | null): Secret | null;
  fingerprint(purpose: string, text: string): Buffer<ArrayBuffer>;
};

export function createSealer(ring: KeyRing): Sealer {
  const open = (table: string, row: string, column: string, blob: Uint8Array) =>
    unseal(ring, { table, row, column }, blob);
  return {
    seal: (table, row, column, text) => Buffer.from(seal(ring, { table, row, column }, text)),
    open,
    openMaybe: (table, row, column, blob) => (blob === null ? null : open(table, row, column, blob)),
    fingerprint: (purpose, text) => Buffer.from(fingerprint(ring, purpose, text)),
  };
}
