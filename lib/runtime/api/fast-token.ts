import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBearerKey } from "@/lib/core/crypto/api-key";
import { shortReference } from "@/lib/core/ids";
import type { Secret } from "@/lib/core/secret";
import { mayUseCorp, mayUseSuite } from "@/lib/features/keys/api-caller";
import { HAND_OUT_SECONDS } from "@/lib/features/tokens/plan-token";
import { API_HEADERS } from "@/lib/runtime/api/api-problem";
import type { ApiHost } from "@/lib/runtime/api/serve-api";
import { remoteAddressOf } from "@/lib/runtime/door-forward";
import { cheapestEncoding } from "@/lib/runtime/text-encoding";

const TOKEN_PATH =
  /^\/api\/v1\/suites\/([a-z0-9][a-z0-9-]{0,31})\/corps\/([A-Za-z0-9_-]{1,128})\/access-token$/;
const ROUTE = "getAccessToken";
const FIXED_HEADERS = Object.entries({
  "content-type": "application/json; charset=utf-8",
  ...API_HEADERS,
}).flat();
const ID_BYTES = 8;
const POOL_BYTES = 4096;

/**
 * The commonest call of all, answered from memory: key, grant and token without a promise to wait for. Says nothing but 200: for anything else it answers false and the frame judges (decision 0051).
 */
export function createFastToken(host: ApiHost) {
  const count = host.metrics.tallyRequests({ route: ROUTE, status: "200" });
  const requestId = createReferences(host);
  return (request: IncomingMessage, response: ServerResponse, path: string): boolean => {
    if (!answer(host, request, response, path, requestId)) return false;
    count();
    return true;
  };
}

/** Request ids from a pool of randomness: asking the system for eight bytes at a time costs more than the answer. */
function createReferences({ deps }: ApiHost): () => string {
  let pool: Buffer = Buffer.alloc(0);
  return () => {
    if (pool.length < ID_BYTES) pool = deps.ids.random(POOL_BYTES);
    const id = shortReference(pool.subarray(0, ID_BYTES));
    pool = pool.subarray(ID_BYTES);
    return id;
  };
}

type HandedOut = { token: Secret; expiresAt: Date };
/** The answer of a token changes once a second; thousands may be asked for meanwhile. */
type Body = { expiresIn: number; text: string; bytes: string; encoding: BufferEncoding };
const bodies = new WeakMap<HandedOut, Body>();

function bodyOf(value: HandedOut, expiresIn: number): Body {
  const kept = bodies.get(value);
  if (kept?.expiresIn === expiresIn) return kept;
  const text = JSON.stringify({
    access_token: value.token.reveal(),
    expires_in: expiresIn,
    expires_at: value.expiresAt.toISOString(),
  });
  const bytes = Buffer.byteLength(text);
  const made = { expiresIn, text, bytes: String(bytes), encoding: cheapestEncoding(text, bytes) };
  bodies.set(value, made);
  return made;
}

function answer(
  host: ApiHost,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  requestId: () => string,
): boolean {
  if (request.method !== "GET") return false;
  const match = TOKEN_PATH.exec(path);
  const [, suiteKey, corpId] = match ?? [];
  if (suiteKey === undefined || corpId === undefined) return false;
  const key = readBearerKey(request.headers.authorization);
  if (key === null) return false;
  const { api } = host;
  const caller = api.keys.peek(key, () => remoteAddressOf(request) ?? "unknown");
  if (!caller?.scopes.has("tokens:read") || !mayUseSuite(caller, suiteKey)) return false;
  const corp = api.desk.peekCorp(suiteKey, corpId);
  if (corp?.status !== "active" || !mayUseCorp(caller, corp.corp)) return false;
  const result = api.desk.peekToken(corp.id);
  if (!result?.ok) return false;
  const { expiresAt } = result.value;
  const expiresIn = Math.floor(api.desk.secondsLeft(expiresAt));
  if (expiresIn < HAND_OUT_SECONDS) return false;
  const spent = api.limits.spendKey(caller, "cached");
  if (spent.isOver) return false;

  const body = bodyOf(result.value, expiresIn);
  response.writeHead(200, [
    ...FIXED_HEADERS,
    "x-request-id",
    requestId(),
    ...spent.headers,
    "content-length",
    body.bytes,
  ]);
  response.end(body.text, body.encoding);
  return true;
}
