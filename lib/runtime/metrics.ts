import "server-only";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

const PREFIX = "wecom_portal_";

/** Every metric of the portal. No ids as labels but the suite key, which staff choose and which is bounded (threat H8). */
export function createMetrics(version: string) {
  const registry = new Registry();
  const registers = [registry];
  const tallies: (() => void)[] = [];
  const callbacks = new Counter({
    name: `${PREFIX}callbacks_total`,
    help: "Requests to callback addresses",
    labelNames: ["suite", "channel", "outcome"],
    registers,
  });
  const callbackDuration = new Histogram({
    name: `${PREFIX}callback_ack_duration_seconds`,
    help: "Time from the request to the answer",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1, 2.5, 5],
    registers,
  });
  const apiRequests = new Counter({
    name: `${PREFIX}api_requests_total`,
    help: "Requests to /api/v1 by operation",
    labelNames: ["route", "status"],
    registers,
    collect: () => {
      for (const settle of tallies) settle();
    },
  });
  const apiDuration = new Histogram({
    name: `${PREFIX}api_duration_seconds`,
    help: "Time from the request to the answer of /api/v1 by operation",
    labelNames: ["route"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const ticketAge = new Gauge({
    name: `${PREFIX}suite_ticket_age_seconds`,
    help: "Age of the newest suite_ticket by our clock",
    labelNames: ["suite"],
    registers,
  });
  const work = new Gauge({
    name: `${PREFIX}jobs`,
    help: "Work rows by state",
    labelNames: ["state"],
    registers,
  });
  const oldest = new Gauge({
    name: `${PREFIX}inbox_oldest_unprocessed_seconds`,
    help: "Age of the oldest due work row",
    registers,
  });
  const upstreamRequests = new Counter({
    name: `${PREFIX}upstream_requests_total`,
    help: "Calls to WeCom by folder of the API and kind of answer",
    labelNames: ["group", "errcode_class"],
    registers,
  });
  const upstreamDuration = new Histogram({
    name: `${PREFIX}upstream_duration_seconds`,
    help: "Time until WeCom's answer began",
    labelNames: ["group"],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const callsDropped = new Counter({
    name: `${PREFIX}proxy_calls_dropped_total`,
    help: "Records of proxied calls that were not kept because the database was away too long",
    registers,
  });
  const deliveries = new Counter({
    name: `${PREFIX}deliveries_total`,
    help: "Attempts to deliver an event to an endpoint, by what became of the delivery, in this process",
    labelNames: ["outcome"],
    registers,
  });
  const firstAttemptDelay = new Histogram({
    name: `${PREFIX}delivery_first_attempt_delay_seconds`,
    help: "Time from an event's publication to its first attempt",
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 600],
    registers,
  });
  const ledger = new Gauge({
    name: `${PREFIX}ledger`,
    help: "Deliveries by state, and owed: events times the endpoints that wanted them",
    labelNames: ["side"],
    registers,
  });
  const clockSkew = new Gauge({
    name: `${PREFIX}clock_skew_seconds`,
    help: "By how much the clock of this process is ahead of the database's; looked at every hour",
    registers,
  });
  const ledgerImbalance = new Gauge({
    name: `${PREFIX}ledger_imbalance`,
    help: "Owed minus delivered, pending, dead and cancelled; anything but 0 is a fault",
    registers,
  });
  const deadLetters = new Gauge({
    name: `${PREFIX}dead_letters`,
    help: "Deliveries that were given up and can be replayed",
    registers,
  });
  new Gauge({ name: `${PREFIX}build_info`, help: "Version", labelNames: ["version"], registers }).set(
    { version },
    1,
  );
  /** Counts requests of one kind in a plain number until somebody looks: for what is answered in microseconds. */
  function tallyRequests(labels: { route: string; status: string }): () => void {
    let counted = 0;
    tallies.push(() => {
      apiRequests.inc(labels, counted);
      counted = 0;
    });
    return () => {
      counted += 1;
    };
  }
  return {
    registry,
    tallyRequests,
    callbacks,
    callbackDuration,
    apiRequests,
    apiDuration,
    ticketAge,
    work,
    oldest,
    upstreamRequests,
    upstreamDuration,
    callsDropped,
    deliveries,
    firstAttemptDelay,
    ledger,
    clockSkew,
    ledgerImbalance,
    deadLetters,
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
