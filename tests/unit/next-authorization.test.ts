import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type AuthorizationEvent, nextAuthorization } from "@/lib/features/install/next-authorization";
import type { Lifecycle } from "@/lib/store/authorization-shape";

const SECOND = 1000;

type Sent = { kind: "install" | "changed" | "cancelled"; generation: number; at: Date };

/**
 * WeCom and the portal side by side: WeCom holds the truth, its events wait to be delivered in any order and more
 * than once, and the portal asks WeCom whenever its state machine says so. Times are those of one clock.
 */
class World {
  time = 1_700_000_000_000;
  alive: number | null = null;
  generations = 0;
  sent: Sent[] = [];
  state: Lifecycle | null = null;
  /** Generation whose permanent code the portal holds, and how often that was replaced. */
  code: number | null = null;
  version = 0;
  asks: { isAfterCancel: boolean }[] = [];
  /** Set once the portal has heard that its present installation is over: from then on it hands out nothing. */
  hasHeardOfEnd = false;
  slips = 0;

  now(): Date {
    this.time += SECOND;
    return new Date(this.time);
  }

  install(): void {
    if (this.alive !== null) return;
    this.generations += 1;
    this.alive = this.generations;
    this.sent.push({ kind: "install", generation: this.generations, at: this.now() });
  }
  change(): void {
    if (this.alive === null) return;
    this.sent.push({ kind: "changed", generation: this.alive, at: this.now() });
  }
  cancel(): void {
    if (this.alive === null) return;
    this.sent.push({ kind: "cancelled", generation: this.alive, at: this.now() });
    this.alive = null;
  }

  apply(event: AuthorizationEvent): void {
    const change = nextAuthorization(this.state, event, this.now());
    if (!change) return;
    this.state = change.next;
    if (event.kind === "installed") this.hasHeardOfEnd = false;
    if (this.hasHeardOfEnd && this.state.status === "active") this.slips += 1;
    if (change.effects.confirmCancel) this.asks.push({ isAfterCancel: true });
    if (change.effects.refresh) this.asks.push({ isAfterCancel: false });
  }

  /** One delivery; what was sent stays deliverable, as WeCom may repeat it. */
  deliver(index: number): void {
    const event = this.sent[index % Math.max(this.sent.length, 1)];
    if (!event) return;
    if (event.kind === "install") {
      // The code works once, and only while that installation lives.
      if (event.generation !== this.alive || (this.code ?? 0) >= event.generation) return;
      this.code = event.generation;
      this.version += 1;
      this.apply({ kind: "installed", at: event.at, askedAt: this.now(), isReset: false });
      return;
    }
    // An event of a corp that is not known yet waits (parked) and comes again.
    if (!this.state) return;
    if (event.kind === "cancelled" && event.generation === this.code) this.hasHeardOfEnd = true;
    this.apply({ kind: event.kind, at: event.at });
  }

  /** Asks WeCom; `meanwhile` happens between question and answer. */
  ask(meanwhile: () => void = () => {}): void {
    const ask = this.asks.shift();
    if (!ask || !this.state) return;
    const [askedAt, version] = [this.now(), this.version];
    const isAlive = this.code !== null && this.code === this.alive;
    meanwhile();
    if (this.version !== version) {
      this.asks.push(ask);
      return;
    }
    this.apply(
      isAlive
        ? { kind: "seen_alive", askedAt }
        : { kind: "seen_gone", askedAt, isAfterCancel: ask.isAfterCancel },
    );
  }

  settle(order: number[]): void {
    for (const index of order) this.deliver(index);
    for (let round = 0; this.asks.length > 0; round += 1) {
      if (round > 200) throw new Error("the portal never stops asking");
      this.ask();
    }
  }

  /** What the portal should believe in the end. */
  isRight(): boolean {
    if (this.alive !== null) return this.state?.status === "active" && this.code === this.alive;
    // Ended, and confirmed by WeCom: an unconfirmed suspension would never be purged, nor undone.
    return (
      this.state === null ||
      (this.state.status !== "active" && this.state.statusReason !== "cancel_unconfirmed")
    );
  }
}

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

describe("C4, R4: whatever the order and the repetitions, the portal ends where WeCom is", () => {
  const histories: Record<string, ("install" | "change" | "cancel")[]> = {
    "one installation": ["install", "change", "change"],
    "installed and cancelled": ["install", "change", "cancel"],
    reinstalled: ["install", "cancel", "install"],
    "reinstalled and changed": ["install", "change", "cancel", "install", "change"],
    "cancelled twice": ["install", "cancel", "install", "cancel"],
    "three installations": ["install", "cancel", "install", "cancel", "install", "change"],
  };

  test.each(Object.entries(histories))("every order of the events of: %s", (_name, history) => {
    const indexes = history.map((_, index) => index);
    for (const order of permutations(indexes)) {
      // Installations are exchanged as they happen; everything else comes in this order, then once more as parked.
      const world = new World();
      for (const [index, step] of history.entries()) {
        world[step]();
        if (step === "install") world.deliver(index);
      }
      world.settle([...order, ...order]);
      expect([order, world.alive, world.state?.status, world.isRight()]).toEqual([
        order,
        world.alive,
        world.state?.status,
        true,
      ]);
    }
  });

  const step = fc.oneof(
    fc.constant({ do: "install" as const }),
    fc.constant({ do: "change" as const }),
    fc.constant({ do: "cancel" as const }),
    fc.record({ do: fc.constant("deliver" as const), index: fc.nat(20) }),
    fc.record({ do: fc.constant("ask" as const), index: fc.nat(20), isSlow: fc.boolean() }),
  );

  property.prop([fc.array(step, { maxLength: 40 }), fc.infiniteStream(fc.nat(1000))], { numRuns: 2000 })(
    "random histories, with events, questions and answers between one another",
    (steps, numbers) => {
      const world = new World();
      for (const one of steps) {
        if (one.do === "deliver") world.deliver(one.index);
        else if (one.do === "ask")
          world.ask(() => {
            if (one.isSlow) world.cancel();
            if (one.isSlow) world.deliver(world.sent.length - 1);
            else world.deliver(one.index);
          });
        else world[one.do]();
      }
      const rest = world.sent.map((_, index) => index);
      const shuffled = rest
        .map((index) => ({ index, key: Number(numbers.next().value) }))
        .sort((a, b) => a.key - b.key)
        .map((one) => one.index);
      world.settle([...shuffled, ...shuffled]);
      expect([world.alive, world.code, world.state?.status, world.isRight()]).toEqual([
        world.alive,
        world.code,
        world.state?.status,
        true,
      ]);
      // F12: an enterprise that left is never taken for active again by an answer that is older than the news.
      expect(world.slips).toBe(0);
    },
  );
});

describe("what staff and admins rely on", () => {
  test("C5: a suspension is reversible until WeCom has confirmed it and the grace is over", () => {
    const world = new World();
    world.install();
    world.deliver(0);
    world.settle([]);
    world.apply({ kind: "cancelled", at: world.now() });
    expect(world.state).toMatchObject({
      status: "cancelled",
      statusReason: "cancel_unconfirmed",
      purgeAfter: null,
    });
    world.ask();
    expect(world.state).toMatchObject({ status: "active", statusReason: null, cancelledAt: null });
  });

  test("a purged authorisation changes only by a new installation", () => {
    const world = new World();
    world.install();
    world.deliver(0);
    if (!world.state) throw new Error("not installed");
    const purged: Lifecycle = { ...world.state, status: "purged" };
    const at = world.now();
    expect(nextAuthorization(purged, { kind: "changed", at }, at)).toBeNull();
    expect(nextAuthorization(purged, { kind: "cancelled", at }, at)).toBeNull();
    expect(nextAuthorization(purged, { kind: "seen_alive", askedAt: at }, at)).toBeNull();
    const again = nextAuthorization(purged, { kind: "installed", at, askedAt: at, isReset: false }, at);
    expect(again?.next).toMatchObject({ status: "active", generation: 2 });
  });
});
