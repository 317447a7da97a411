import { randomBytes } from "node:crypto";
import { makeApiKey } from "@/lib/core/crypto/api-key";
import type { KeyLimits } from "@/lib/core/key-limits";
import type { Deps } from "@/lib/features/deps";
import type { ProxyParts } from "@/lib/features/proxy/proxy-deps";
import type { ApiLimits } from "@/lib/runtime/api/api-limits";
import { createApiService } from "@/lib/runtime/api/api-service";
import { createDoorApi } from "@/lib/runtime/api/door-api";
import type { ApiHost } from "@/lib/runtime/api/serve-api";
import { createDoor } from "@/lib/runtime/door";
import { createMetrics } from "@/lib/runtime/metrics";
import { lowPort } from "@/tests/support/install-world";

export type Asked = {
  key?: string | null;
  body?: unknown;
  rawBody?: string;
  headers?: Record<string, string>;
};

export type Told = {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
  body: any;
};

/** The API of one portal process behind its real door, on a port of its own. */
export async function openApi(deps: Deps, limits?: ApiLimits, proxy: ProxyParts | null = null) {
  const port = await lowPort();
  const url = `http://127.0.0.1:${port}`;
  const api = createApiService(deps, limits, proxy);
  const metrics = createMetrics("test");
  const host = { deps, api, metrics, settings: { portalUrl: url } } as unknown as ApiHost;
  const door = createDoor({
    deps,
    api: createDoorApi(host),
    nextHandler: (_request, response) => void response.writeHead(404).end("next"),
    settings: { portalUrl: url },
  });
  await door.listen(port, "127.0.0.1");

  const ask = async (method: string, path: string, asked: Asked = {}): Promise<Told> => {
    const body = asked.rawBody ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
    const reply = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(asked.key ? { authorization: `Bearer ${asked.key}` } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...asked.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await reply.text();
    const isJson = /json/.test(reply.headers.get("content-type") ?? "");
    return { status: reply.status, headers: reply.headers, text, body: isJson ? JSON.parse(text) : null };
  };

  return { url, port, host, api, metrics, ask, close: () => door.close(1_000) };
}

/** A key as the console makes them, straight into the database. */
export async function addKey(
  deps: Deps,
  grant: {
    scopes?: string[];
    suites?: string[];
    corps?: string[];
    expiresAt?: Date | null;
    name?: string;
  } & Partial<KeyLimits> = {},
): Promise<{ key: string; id: string }> {
  const { key, keyId } = makeApiKey(randomBytes);
  const made = await deps.store.apiKeys.addKey({
    name: grant.name ?? `test ${keyId}`,
    key,
    suiteKeys: grant.suites ?? ["crm"],
    scopes: grant.scopes ?? ["tokens:read", "proxy:call", "events:read"],
    corpIds: grant.corps ?? [],
    expiresAt: grant.expiresAt ?? null,
    createdByName: "tests",
    callsPerMinute: grant.callsPerMinute ?? null,
    cachedPerMinute: grant.cachedPerMinute ?? null,
  });
  if (!made) throw new Error("the name is taken");
  return { key, id: made.id };
}
