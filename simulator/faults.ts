import type { World } from "./world";

/** Troubles on the way to the provider. Source: promises.md, simulator fault list, "incoming". */
export const DELIVERY_FAULTS = [
  "drop",
  "delay",
  "duplicate",
  "reorder",
  "burst",
  "reencrypt_retry",
  "wrong_receive_id",
  "old_key",
  "stale_ticket",
  "skewed_clock",
  "half_open",
  "slow_body",
  "big_body",
  "unknown_event",
] as const;

/** Troubles of the provider's calls. Source: promises.md, simulator fault list, "outgoing API". */
export const API_FAULTS = [
  "latency",
  "blackhole",
  "consumed_blackhole",
  "reset",
  "http_error",
  "busy",
  "withdraw_token",
  "throttle",
  "ip_not_allowed",
  "lost_answer",
  "malformed_json",
  "html_page",
  "wrong_content_type",
  "slow_drip",
  "huge_body",
  "endless_body",
  "redirect",
] as const;

export type DeliveryFaultKind = (typeof DELIVERY_FAULTS)[number];
export type ApiFaultKind = (typeof API_FAULTS)[number];
export type FaultKind = DeliveryFaultKind | ApiFaultKind;

/** Where a fault strikes; an absent member matches everything. */
export interface FaultScope {
  suiteId?: string;
  corpid?: string;
  channel?: string;
  /** Prefix of the delivery URL. */
  url?: string;
  /** API path behind /cgi-bin/, e.g. `service/get_corp_token`. */
  endpoint?: string;
  /** InfoType, MsgType or `event.<Event>`. */
  type?: string;
}

export interface Fault {
  id: string;
  kind: FaultKind;
  scope: FaultScope;
  /** Strikes left; null = always. */
  remaining: number | null;
  /** 0..1, drawn from the seeded generator. */
  probability: number;
  /** Meaning by kind: delay, latency, slow_body, slow_drip, reorder. */
  ms: number;
  /** duplicate, burst: extra copies. */
  times: number;
  /** skewed_clock. */
  seconds: number;
  /** http_error. */
  status: number;
  hits: number;
}

export interface NewFault {
  kind: FaultKind;
  scope?: { [K in keyof FaultScope]?: string | undefined } | undefined;
  remaining?: number | null | undefined;
  probability?: number | undefined;
  ms?: number | undefined;
  times?: number | undefined;
  seconds?: number | undefined;
  status?: number | undefined;
}

/** Adds a fault; `times` left out of scope means one extra copy, `remaining` left out means for ever. */
export function addFault(world: World, fault: NewFault): Fault {
  const added: Fault = {
    id: world.nextId("fault"),
    kind: fault.kind,
    scope: Object.fromEntries(
      Object.entries(fault.scope ?? {}).filter(([, value]) => value !== undefined && value !== ""),
    ),
    remaining: fault.remaining ?? null,
    probability: fault.probability ?? 1,
    ms: fault.ms ?? 2000,
    times: fault.times ?? 1,
    seconds: fault.seconds ?? 3600,
    status: fault.status ?? 503,
    hits: 0,
  };
  world.state.faults.push(added);
  return added;
}

export function removeFaults(world: World, id: string | null): number {
  const before = world.state.faults.length;
  world.state.faults = id === null ? [] : world.state.faults.filter((fault) => fault.id !== id);
  return before - world.state.faults.length;
}

/** The faults that strike here and now. Each one returned has used up one of its strikes. */
export function strike(world: World, kinds: readonly FaultKind[], place: FaultScope): Fault[] {
  const struck: Fault[] = [];
  for (const fault of world.state.faults) {
    if (!kinds.includes(fault.kind) || fault.remaining === 0) continue;
    if (!isInScope(fault.scope, place)) continue;
    if (fault.probability < 1 && world.random.next() >= fault.probability) continue;
    if (fault.remaining !== null) fault.remaining -= 1;
    fault.hits += 1;
    struck.push({ ...fault });
  }
  return struck;
}

function isInScope(scope: FaultScope, place: FaultScope): boolean {
  if (scope.url !== undefined && !(place.url ?? "").startsWith(scope.url)) return false;
  const exact = ["suiteId", "corpid", "channel", "endpoint", "type"] as const;
  return exact.every((name) => scope[name] === undefined || scope[name] === place[name]);
}
