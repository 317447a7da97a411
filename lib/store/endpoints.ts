import "server-only";
import { Secret } from "@/lib/core/secret";
import type { StoreContext } from "@/lib/store/context";
import { createEndpointSecrets } from "@/lib/store/endpoint-secrets";
import {
  type Endpoint,
  type EndpointReason,
  type EndpointSettings,
  type EndpointState,
  readEndpoint,
} from "@/lib/store/endpoint-shape";
import { inTransaction } from "@/lib/store/transaction";

export type EndpointInput = { name: string; suite: string; url: string; events: string[]; secret: string };

const MAX_PAGE = 200;
const LIVING = { state: { not: "deleted" } };
/** As if it had never failed. */
const UNTROUBLED = { failuresInARow: 0, failingSince: null, noticeAt: null, throttledUntil: null };

/** Every data message asks which endpoint answers; a change is seen within this time. */
const ANSWERING_KEPT_MS = 2_000;

export function createEndpointsStore(context: StoreContext) {
  const { prisma, pool, callbackPool, ids, clock } = context;
  const answering = new Map<string, { id: string | null; until: number }>();
  const secrets = createEndpointSecrets(context);
  return {
    ...secrets,
    /**
     * Makes or changes the endpoint of this name as the bootstrap file says: it needs no challenge, because who
     * writes that file owns the portal. False when nothing had to change.
     */
    async saveEndpoint(input: EndpointInput): Promise<boolean> {
      const old = await prisma.endpoint.findUnique({ where: { name: input.name } });
      const data = { suiteKey: input.suite, url: input.url, eventFilter: input.events };
      const now = clock.now();
      if (!old) {
        const id = ids.uuid();
        await inTransaction(pool, async (db) => {
          await db.query(
            `INSERT INTO endpoints (id, name, suite_key, url, event_filter, created_at, updated_at, verified_at, verified_by)
             VALUES ($1, $2, $3, $4, $5, $6, $6, $6, 'bootstrap')`,
            [id, input.name, data.suiteKey, data.url, data.eventFilter, now],
          );
          await secrets.addSecret(db, id, new Secret(input.secret));
        });
        return true;
      }
      const live = await secrets.listSecrets(old.id);
      const hasSecret = live.some((one) => one.secret.reveal() === input.secret);
      const isSame =
        hasSecret &&
        old.verifiedAt !== null &&
        JSON.stringify([old.suiteKey, old.url, old.eventFilter]) ===
          JSON.stringify([data.suiteKey, data.url, data.eventFilter]);
      if (isSame) return false;
      await prisma.endpoint.update({
        where: { id: old.id },
        data: {
          ...data,
          updatedAt: now,
          verifiedAt: old.verifiedAt ?? now,
          verifiedBy: old.verifiedBy ?? "bootstrap",
        },
      });
      if (!hasSecret) await secrets.replaceSecret(old.id, new Secret(input.secret), 24 * 3_600);
      return true;
    },
    /** Null: the name is taken. */
    async addEndpoint(
      input: EndpointSettings & { name: string; secret: Secret; verifiedBy: "settings" | null },
    ): Promise<Endpoint | null> {
      const id = ids.uuid();
      const { name, secret, verifiedBy, ...settings } = input;
      const now = clock.now();
      const made = await prisma.endpoint.createMany({
        data: [
          {
            id,
            name,
            ...settings,
            // Nothing is sent before the secret is there: the row is not verified yet.
            createdAt: now,
            updatedAt: now,
          },
        ],
        skipDuplicates: true,
      });
      if (made.count === 0) return null;
      await secrets.addSecret(pool, id, secret);
      if (verifiedBy) await prisma.endpoint.update({ where: { id }, data: { verifiedAt: now, verifiedBy } });
      return this.findEndpoint(id);
    },
    async findEndpoint(id: string): Promise<Endpoint | null> {
      const row = await prisma.endpoint.findFirst({ where: { id, ...LIVING } });
      return row && readEndpoint(row);
    },
    /** The endpoint whose answers go back to WeCom, if the suite has one. Remembered for two seconds. */
    async findAnswering(suiteKey: string): Promise<string | null> {
      const now = clock.now().getTime();
      const known = answering.get(suiteKey);
      if (known && known.until > now) return known.id;
      // A callback waits for it: not in the queue of the pages (threat B7).
      const { rows } = await callbackPool.query<{ id: string }>(
        `SELECT id FROM endpoints
         WHERE suite_key = $1 AND is_answering AND state = 'enabled' AND verified_at IS NOT NULL LIMIT 1`,
        [suiteKey],
      );
      const id = rows[0]?.id ?? null;
      if (answering.size > 1_000) answering.clear();
      answering.set(suiteKey, { id, until: now + ANSWERING_KEPT_MS });
      return id;
    },
    async findEndpointByName(name: string): Promise<Endpoint | null> {
      const row = await prisma.endpoint.findFirst({ where: { name, ...LIVING } });
      return row && readEndpoint(row);
    },
    /** Newest first; `suiteKeys` limits them to what the caller may see. */
    async listEndpoints(query: {
      suiteKeys?: string[] | undefined;
      limit?: number;
      before?: { at: Date; id: string } | undefined;
    }): Promise<Endpoint[]> {
      const { before } = query;
      const rows = await prisma.endpoint.findMany({
        where: {
          ...LIVING,
          ...(query.suiteKeys ? { suiteKey: { in: query.suiteKeys } } : {}),
          ...(before
            ? { OR: [{ createdAt: { lt: before.at } }, { createdAt: before.at, id: { lt: before.id } }] }
            : {}),
        },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: Math.min(query.limit ?? MAX_PAGE, MAX_PAGE + 1),
      });
      return rows.map(readEndpoint);
    },
    /**
     * A new address must be proved anew, unless `verifiedBy` says that it need not, and its failures count from zero.
     * Null: gone, or, with `seenAt`, changed since then.
     */
    async changeEndpoint(
      id: string,
      change: Partial<EndpointSettings> & { verifiedBy?: "settings" | null },
      seenAt?: Date,
    ): Promise<Endpoint | null> {
      const { verifiedBy, ...data } = change;
      const now = clock.now();
      const proof =
        verifiedBy === undefined
          ? {}
          : { ...UNTROUBLED, verifiedBy, verifiedAt: verifiedBy === null ? null : now };
      const { count } = await prisma.endpoint.updateMany({
        where: { id, ...LIVING, ...(seenAt ? { updatedAt: seenAt } : {}) },
        data: { ...data, ...proof, updatedAt: now },
      });
      return count === 0 ? null : this.findEndpoint(id);
    },
    /** Notes that the receiver at `url` proved itself; false when the address changed meanwhile. */
    async markVerified(id: string, url: string): Promise<boolean> {
      const { count } = await prisma.endpoint.updateMany({
        where: { id, url, ...LIVING },
        data: { verifiedAt: clock.now(), verifiedBy: "challenge" },
      });
      return count === 1;
    },
    /** A fresh start when it is enabled again: failures count from zero. False: it is gone, or was in that state. */
    async setEndpointState(id: string, state: EndpointState, reason: EndpointReason): Promise<boolean> {
      const fresh = state === "enabled" ? UNTROUBLED : {};
      const { count } = await prisma.endpoint.updateMany({
        where: { id, state: { notIn: ["deleted", state] } },
        data: { state, stateReason: reason, stateAt: clock.now(), ...fresh },
      });
      return count === 1;
    },
    /**
     * Deletes it: its secrets go, what waited for it is cancelled, its log stays until it is old. The name is free.
     */
    deleteEndpoint(id: string): Promise<boolean> {
      return inTransaction(pool, async (db) => {
        const { rowCount } = await db.query(
          `UPDATE endpoints SET state = 'deleted', state_at = $2, name = name || ' (' || id || ')'
           WHERE id = $1 AND state <> 'deleted'`,
          [id, clock.now()],
        );
        if (rowCount !== 1) return false;
        await db.query(`DELETE FROM endpoint_secrets WHERE endpoint_id = $1`, [id]);
        await db.query(
          `UPDATE deliveries SET state = 'cancelled', reason = 'endpoint_deleted', finished_at = now(),
             lease_token = NULL, lease_until = NULL
           WHERE endpoint_id = $1 AND state IN ('pending', 'running')`,
          [id],
        );
        return true;
      });
    },
  };
}
