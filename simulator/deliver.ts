import { AUTH_EVENTS, type Callback, unknownEvent } from "./events";
import { DELIVERY_FAULTS, type Fault, strike } from "./faults";
import { wireCorpid } from "./identity";
import { judge } from "./judge";
import { type Packing, packCallback } from "./pack";
import { send } from "./send";
import type { Delivery, Try } from "./state-log";
import { track, type World } from "./world";

const KEPT_DELIVERIES = 5000;
/** A reordered delivery waits for the next one, at most this long. */
const waiting = new WeakMap<World, Map<string, () => void>>();

/**
 * Delivers one callback: up to three tries of 5 s, each sealed and signed anew (rule 7), with the faults
 * that strike it. Resolves with the report when the last try is over; never rejects.
 */
export function deliver(world: World, callback: Callback): Promise<Delivery> {
  return track(world, run(world, callback));
}

async function run(world: World, callback: Callback): Promise<Delivery> {
  const url = callbackUrl(world, callback);
  const faults = strike(world, DELIVERY_FAULTS, {
    channel: callback.channel,
    type: callback.type,
    url,
    ...(callback.suite === null ? {} : { suiteId: callback.suite.suiteId }),
    ...(callback.corp === null ? {} : { corpid: callback.corp.corpid }),
  });
  const find = (kind: Fault["kind"]) => faults.find((fault) => fault.kind === kind);
  const delivery = newDelivery(world, callback, url, faults);
  const packing = packingFor(world, callback, find);
  delivery.library = packing.library;
  delivery.receiveId = packing.receiveId;

  if (find("unknown_event") !== undefined || oddEventDue(world, callback)) {
    if (callback.suite !== null) void deliver(world, { ...unknownEvent(world, callback.suite) });
  }
  if (find("drop") !== undefined) {
    delivery.state = "dropped";
    delivery.verdict = "dropped";
    return delivery;
  }
  const delay = find("delay");
  if (delay !== undefined) await sleep(delay.ms);
  const reorder = find("reorder");
  if (reorder !== undefined) await waitForNext(world, url, reorder.ms);

  const burst = find("burst");
  const copies =
    burst === undefined
      ? []
      : Array.from({ length: burst.times }, () => attempt(world, callback, delivery, packing));
  await tryUntilTaken(world, callback, delivery, packing, find("reencrypt_retry") !== undefined);
  await Promise.all(copies);
  for (let extra = find("duplicate")?.times ?? 0; extra > 0; extra -= 1)
    await attempt(world, callback, delivery, packing);
  releaseWaiting(world, url);
  return delivery;
}

async function tryUntilTaken(
  world: World,
  callback: Callback,
  delivery: Delivery,
  packing: Packing,
  again: boolean,
) {
  const { tries, retryDelayMs } = world.state.timing;
  for (let number = 1; number <= tries && !world.isClosed; number += 1) {
    const made = await attempt(world, callback, delivery, packing);
    delivery.verdict = made.verdict;
    const isTaken = made.status === 200 || (made.status !== null && !world.state.switches.retryNon200);
    const mustRepeat = again && number === 1;
    if (isTaken && !mustRepeat) {
      delivery.state = "delivered";
      return;
    }
    if (number < tries) await sleep(retryDelayMs);
  }
  delivery.state = delivery.verdict === "success" ? "delivered" : "gave_up";
}

async function attempt(world: World, callback: Callback, delivery: Delivery, packing: Packing): Promise<Try> {
  const isFirst = delivery.tries.length === 0;
  const packed = packCallback(world, callback, packing, isFirst ? null : (delivery.tries[0] ?? null));
  const url = withQuery(delivery.url, packed.query);
  const started: Try = {
    number: delivery.tries.length + 1,
    startedAt: world.clock.now(),
    ms: 0,
    ...packed.parts,
    requestUrl: url,
    requestBody: packed.body,
    status: null,
    body: "",
    error: null,
    verdict: "connection_error",
    isSlow: false,
  };
  delivery.tries.push(started);
  const answer = await send({
    method: "POST",
    url,
    body: packed.body,
    timeoutMs: world.state.timing.deliveryTimeoutMs,
    ...(packing.slowBodyMs === null ? {} : { slowBodyMs: packing.slowBodyMs }),
    isHalfOpen: packing.isHalfOpen,
  });
  const judged = judge(world, callback, answer, packing.isHalfOpen);
  Object.assign(started, {
    ms: answer.ms,
    status: answer.status,
    body: answer.body.slice(0, 4096),
    error: answer.error,
  });
  started.verdict = judged.verdict;
  started.isSlow = AUTH_EVENTS.has(callback.type) && answer.ms > 1000;
  if (judged.library !== null) delivery.library = judged.library;
  if (judged.reply !== null) delivery.reply = judged.reply;
  world.record({
    direction: "out",
    what: "delivery",
    method: "POST",
    path: delivery.url,
    status: answer.status,
    errcode: null,
    ms: answer.ms,
    suiteId: delivery.suiteId,
    corpid: delivery.corpid,
    request: callback.plaintext,
    response: answer.body.slice(0, 1024) || (answer.error ?? ""),
  });
  return started;
}

/** `$CORPID$` is filled with the corp's id, as this provider sees it (protocol.md 2.4, legacy CallbackURL). */
function callbackUrl(world: World, { channel, suite, corp }: Callback): string {
  const { provider } = world.state;
  const urls = {
    command: suite?.commandUrl,
    data: suite?.dataUrl,
    settings: suite?.businessUrl,
    provider: provider.url,
  };
  const filled = corp === null ? provider.corpid : wireCorpid(world, corp);
  return (urls[channel] ?? "").replaceAll("$CORPID$", encodeURIComponent(filled));
}

export function withQuery(url: string, query: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

function newDelivery(world: World, callback: Callback, url: string, faults: readonly Fault[]): Delivery {
  const delivery: Delivery = {
    id: world.nextId("delivery"),
    at: world.clock.now(),
    channel: callback.channel,
    suiteId: callback.suite?.suiteId ?? null,
    corpid: callback.corp?.corpid ?? null,
    type: callback.type,
    url,
    receiveId: callback.receiveId,
    plaintext: callback.plaintext,
    state: "sending",
    tries: [],
    verdict: null,
    library: null,
    faults: faults.map((fault) => fault.kind),
    reply: null,
  };
  const { deliveries } = world.state;
  deliveries.push(delivery);
  if (deliveries.length > KEPT_DELIVERIES) deliveries.splice(0, KEPT_DELIVERIES / 10);
  return delivery;
}

function packingFor(
  world: World,
  callback: Callback,
  find: (kind: Fault["kind"]) => Fault | undefined,
): Packing {
  const wrongId = find("wrong_receive_id") !== undefined;
  const oldKey = find("old_key") !== undefined;
  return {
    receiveId: wrongId ? `ww${world.random.digits(16)}` : callback.receiveId,
    useOldKey: oldKey,
    skewSeconds: find("skewed_clock")?.seconds ?? 0,
    isBig: find("big_body") !== undefined,
    slowBodyMs: find("slow_body")?.ms ?? null,
    isHalfOpen: find("half_open") !== undefined,
    // What a correct receiver must say of it (protocol.md 2.8).
    library: oldKey ? -40001 : wrongId ? -40005 : null,
  };
}

/** Rule 13: an unknown InfoType now and then, when switched on. */
function oddEventDue(world: World, callback: Callback): boolean {
  const { wireUnknownEvents } = world.state.switches;
  return wireUnknownEvents && !callback.type.startsWith("unheard_of") && world.random.next() < 0.2;
}

async function waitForNext(world: World, url: string, ms: number): Promise<void> {
  const held = waiting.get(world) ?? new Map<string, () => void>();
  waiting.set(world, held);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    held.set(url, () => {
      clearTimeout(timer);
      resolve();
    });
  });
  held.delete(url);
}

function releaseWaiting(world: World, url: string): void {
  waiting.get(world)?.get(url)?.();
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
