import { deliver } from "./deliver";
import { suiteEvent } from "./events";
import { strike } from "./faults";
import type { Suite } from "./state";
import type { Delivery } from "./state-log";
import { forgetOldTokens } from "./tokens";
import type { World } from "./world";

/** protocol.md 1.3: 30 minutes from the push. */
const TICKET_LIFE_MS = 30 * 60 * 1000;
/** Until one push has arrived, a receiver that is still starting is asked again this soon. */
const FIRST_RETRY_MS = 5000;

/** Makes a new ticket and pushes it. Older ones live on (rule 3). */
export async function pushTicket(world: World, suite: Suite): Promise<Delivery> {
  const now = world.clock.now();
  forgetOldTokens(world);
  suite.tickets = suite.tickets.filter((ticket) => ticket.expiresAt > now - TICKET_LIFE_MS);
  const older = suite.tickets[0];
  const ticket = { value: world.random.text(64), issuedAt: now, expiresAt: now + TICKET_LIFE_MS };
  suite.tickets.push(ticket);
  suite.nextTicketAt = now + nextTicketMs(world);
  const stale = strike(world, ["stale_ticket"], {
    suiteId: suite.suiteId,
    channel: "command",
    type: "suite_ticket",
  });
  const sent =
    stale.length === 0 ? ticket : (older ?? { value: world.random.text(64), issuedAt: now - TICKET_LIFE_MS });
  const fields = { SuiteTicket: sent.value, TimeStamp: Math.floor(sent.issuedAt / 1000) };
  const delivery = await deliver(world, suiteEvent(world, suite, "suite_ticket", fields, null));
  if (stale.length > 0) delivery.faults.push("stale_ticket");
  if (delivery.verdict === "connection_error" && !hasArrived(world, suite)) {
    suite.nextTicketAt = Math.min(
      suite.nextTicketAt ?? Number.POSITIVE_INFINITY,
      world.clock.now() + FIRST_RETRY_MS,
    );
    world.wakeTickets();
  }
  return delivery;
}

export function isLiveTicket(world: World, suite: Suite, value: string): boolean {
  const now = world.clock.now();
  return suite.tickets.some((ticket) => ticket.value === value && ticket.expiresAt > now);
}

/** Rule 16: virtual time only goes forward; what became due is pushed. */
export function advanceClock(world: World, seconds: number): void {
  world.state.clockOffsetMs += Math.round(seconds * 1000);
  forgetOldTokens(world);
  world.wakeTickets();
}

/** Every ten minutes, four either way (rule 3). */
function nextTicketMs(world: World): number {
  const { ticketSeconds, ticketJitterSeconds } = world.state.timing;
  return Math.max(50, (ticketSeconds + (world.random.next() * 2 - 1) * ticketJitterSeconds) * 1000);
}

function hasArrived(world: World, suite: Suite): boolean {
  return world.state.deliveries.some(
    (one) => one.type === "suite_ticket" && one.suiteId === suite.suiteId && one.state === "delivered",
  );
}

/** Pushes what is due, now and whenever virtual time gets there. */
export function startTicketClock(world: World): { stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const wake = () => {
    clearTimeout(timer);
    if (world.isClosed) return;
    const now = world.clock.now();
    for (const suite of Object.values(world.state.suites)) {
      if (suite.nextTicketAt !== null && suite.nextTicketAt <= now) void pushTicket(world, suite);
    }
    const next = Math.min(
      ...Object.values(world.state.suites).map((suite) => suite.nextTicketAt ?? Infinity),
    );
    if (next !== Infinity)
      timer = setTimeout(wake, Math.min(Math.max(next - world.clock.now(), 5), 2 ** 31 - 1));
  };
  world.wakeTickets = wake;
  wake();
  return {
    stop: () => {
      clearTimeout(timer);
      world.wakeTickets = () => {};
    },
  };
}
