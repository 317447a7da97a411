import { randomBytes } from "node:crypto";
import http from "node:http";
import pg from "pg";
import { makeApiKey } from "@/lib/core/crypto/api-key";
import { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { createApiService } from "@/lib/runtime/api/api-service";
import { createDoorApi } from "@/lib/runtime/api/door-api";
import type { ApiHost } from "@/lib/runtime/api/serve-api";
import { createDoor } from "@/lib/runtime/door";
import { createMetrics } from "@/lib/runtime/metrics";
import { systemClock, systemIds } from "@/lib/runtime/system";
import { createStore } from "@/lib/store/create-store";
import { KEY_RING } from "./servers";

export const BENCH_CORP = "wwbenchcorp00000001";
export const TOKEN_PATH = `/api/v1/suites/bench/corps/${BENCH_CORP}/access-token`;

/** One corp with a token that lives for two hours, and a key that may read it. Answers the key. */
export async function prepareToken(databaseUrl: string, suiteRowId: string): Promise<string> {
  const store = createStore({ databaseUrl, keyRing: KEY_RING, clock: systemClock, ids: systemIds });
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  const [corpRowId, authorizationId] = [systemIds.uuid(), systemIds.uuid()];
  await sql.query("INSERT INTO corps (id, plain_corp_id, name) VALUES ($1, $2, 'Bench')", [
    corpRowId,
    BENCH_CORP,
  ]);
  await sql.query(
    "INSERT INTO authorizations (id, suite_row_id, corp_row_id, status, authorized_at) VALUES ($1, $2, $3, 'active', now())",
    [authorizationId, suiteRowId, corpRowId],
  );
  await sql.end();
  const place = { kind: "corp" as const, ownerId: authorizationId };
  const lease = await store.tokens.claimTokenRefresh(place, {
    seenVersion: 0,
    leaseSeconds: 10,
    forcedAt: null,
  });
  if (!lease) throw new Error("the token's row is taken");
  await store.tokens.saveToken(lease, {
    value: new Secret(randomBytes(160).toString("base64url")),
    expiresAt: new Date(Date.now() + 7_200_000),
    fetchedAt: new Date(),
    retryAfter: null,
  });
  const { key } = makeApiKey((bytes) => systemIds.random(bytes));
  await store.apiKeys.addKey({
    name: "bench",
    key,
    suiteKeys: ["bench"],
    scopes: ["tokens:read"],
    corpIds: [],
    expiresAt: null,
    createdByName: "bench",
  });
  await store.close();
  return key;
}

/** A constant answer of the same size from nothing but node:http. */
function startConstant(port: number): Promise<void> {
  const body = JSON.stringify({
    access_token: randomBytes(160).toString("base64url"),
    expires_in: 7_000,
    expires_at: new Date().toISOString(),
  });
  const server = http.createServer((_request, response) => {
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
}

async function startPortal(port: number, databaseUrl: string): Promise<void> {
  const store = createStore({ databaseUrl, keyRing: KEY_RING, clock: systemClock, ids: systemIds });
  const quiet = () => {};
  const deps = {
    clock: systemClock,
    ids: systemIds,
    log: { info: quiet, warn: quiet, error: (event: string, facts: unknown) => console.error(event, facts) },
    store,
  } as unknown as Deps;
  const unlimited = { cachedPerKey: 1e9, callsPerKey: 1e9, callsPerCorp: 1e9 };
  const settings = { portalUrl: "http://127.0.0.1" };
  const host = {
    deps,
    api: createApiService(deps, unlimited),
    metrics: createMetrics("bench"),
    settings,
  } as unknown as ApiHost;
  const door = createDoor({
    deps,
    api: createDoorApi(host),
    nextHandler: (_request, response) => void response.end(),
    settings,
  });
  await door.listen(port, "127.0.0.1");
}

/** A server process of the token bench. */
export async function runTokenServer(contender: "constant" | "portal", port: number, databaseUrl: string) {
  await (contender === "constant" ? startConstant(port) : startPortal(port, databaseUrl));
  process.on("message", () => process.send?.(process.cpuUsage()));
  process.on("disconnect", () => process.exit(0));
  process.send?.("ready");
}
