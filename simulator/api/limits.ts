import { ApiError } from "../errors";
import type { World } from "../world";
import type { ApiCall } from "./call";

const MINUTE_MS = 60_000;

/** Rule 12: the caller's address must be on the provider's list, when there is one. */
export function checkIpList(call: ApiCall): void {
  const { ipList } = call.world.state.provider;
  if (ipList.length === 0 || ipList.some((entry) => isMatch(entry, call.ip))) return;
  throw new ApiError(60020);
}

/** `222.209.201.*` covers the last part (protocol.md 5.3). */
function isMatch(entry: string, ip: string): boolean {
  return entry.endsWith("*") ? ip.startsWith(entry.slice(0, -1)) : entry === ip;
}

export function countIpCall(call: ApiCall): void {
  const { limits } = call.world.state;
  if (count(call.world, `ip ${call.ip}`, MINUTE_MS) > limits.ipPerMinute && limits.ipPerMinute > 0)
    throw new ApiError(45009);
  const block = call.world.windows.get(`wrong ${call.ip}`);
  const isTokenFetch = /get_suite_token|get_provider_token|gettoken/.test(call.path);
  const isBlocked =
    block !== undefined && block.endsAt > call.world.clock.now() && block.count >= limits.wrongSecrets;
  if (isTokenFetch && isBlocked && limits.wrongSecrets > 0) throw new ApiError(45009);
}

/** One corp, one API. The ban lasts as long as the window that was exceeded (protocol.md 5.1). */
export function countCorpCall(call: ApiCall, corpid: string): void {
  const most = call.world.state.limits.corpApiPerMinute;
  if (count(call.world, `corp ${corpid} ${call.path}`, MINUTE_MS) > most && most > 0)
    throw new ApiError(45009);
}

/** A wrong secret: N of them block the address for an hour (protocol.md 1.3 rule 4). */
export function wrongSecret(call: ApiCall, errcode: number): ApiError {
  count(call.world, `wrong ${call.ip}`, call.world.state.limits.wrongSecretBlockSeconds * 1000);
  return new ApiError(errcode);
}

/** How often this happened since the minute began, this time included. */
export function countInMinute(world: World, key: string): number {
  return count(world, key, MINUTE_MS);
}

function count(world: World, key: string, lengthMs: number): number {
  const now = world.clock.now();
  const window = world.windows.get(key);
  if (window === undefined || window.endsAt <= now) {
    world.windows.set(key, { endsAt: now + lengthMs, count: 1 });
    return 1;
  }
  window.count += 1;
  return window.count;
}
