import "server-only";
import { Gauge, type Registry } from "prom-client";
import { readHealth, refusedShare, type SuiteHealth } from "@/lib/features/setup/health-board";
import type { Portal } from "@/lib/runtime/deps";

const PREFIX = "wecom_portal_";
const LEVELS = { good: 0, notice: 1, alarm: 2 } as const;
/** Health is asked by anyone who can reach /readyz: the database hears of it this often at most. */
const FRESH_MS = 5_000;

function createGauges(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: string[] = ["suite"]) =>
    new Gauge({ name: `${PREFIX}${name}`, help, labelNames, registers: [registry] });
  return {
    health: gauge("suite_health", "0 good, 1 notice, 2 alarm; absent before the first suite_ticket"),
    proofAge: gauge("url_proof_age_seconds", "Age of the newest URL check answered"),
    eventAge: gauge("last_event_age_seconds", "Age of the newest event received"),
    refused: gauge("callback_refused_ratio", "Share of requests of the last hour that were refused"),
    oldest: gauge("suite_oldest_unprocessed_seconds", "Age of the suite's oldest due work row"),
    dead: gauge("suite_dead_work", "Work rows of the suite that were given up"),
    refusedTokens: gauge("tokens_refused", "Tokens whose last fetch WeCom refused", ["suite", "kind"]),
    tokenLife: gauge("token_min_remaining_seconds", "Shortest remaining life of a live token", ["kind"]),
    keyEnds: gauge(
      "callback_key_in_use_ends_in_seconds",
      "Time until the key pair ends that WeCom signs with; absent when it has no end",
    ),
    deliveries: gauge("suite_deliveries_pending", "Deliveries of the suite's events that wait"),
  };
}

type Kept = { gauges: ReturnType<typeof createGauges>; health: SuiteHealth[]; until: number };
const kept = new WeakMap<Portal, Kept>();

async function freshHealth(portal: Portal): Promise<Kept> {
  const now = portal.deps.clock.now().getTime();
  const old = kept.get(portal);
  if (old && old.until > now) return old;
  const health = await readHealth(portal.deps);
  const gauges = old?.gauges ?? createGauges(portal.metrics.registry);
  const fresh = { gauges, health, until: now + FRESH_MS };
  kept.set(portal, fresh);
  return fresh;
}

/** Sets the gauges of the health board. */
export async function setHealthGauges(portal: Portal): Promise<void> {
  const { gauges, health } = await freshHealth(portal);
  const now = portal.deps.clock.now().getTime();
  for (const gauge of Object.values(gauges)) gauge.reset();
  const lives: Record<"suite" | "corp", number[]> = { suite: [], corp: [] };
  for (const { key: suite, verdict, facts, suiteToken } of health) {
    if (verdict !== "off") gauges.health.set({ suite }, LEVELS[verdict]);
    const age = (gauge: Gauge, at: Date | null) => {
      if (at) gauge.set({ suite }, (now - at.getTime()) / 1000);
    };
    age(gauges.proofAge, facts.lastProofAt);
    age(gauges.eventAge, facts.lastEventAt);
    gauges.refused.set({ suite }, refusedShare(facts) ?? 0);
    gauges.oldest.set({ suite }, facts.oldestUnprocessedSeconds);
    gauges.dead.set({ suite }, facts.deadWork);
    gauges.deliveries.set({ suite }, facts.deliveriesPending);
    gauges.refusedTokens.set({ suite, kind: "corp" }, facts.corpTokensRefused);
    gauges.refusedTokens.set({ suite, kind: "suite" }, suiteToken.errcode === null ? 0 : 1);
    if (facts.usedKeyEndsAt) gauges.keyEnds.set({ suite }, (facts.usedKeyEndsAt.getTime() - now) / 1000);
    const left = (at: Date | null) => (at && at.getTime() > now ? [(at.getTime() - now) / 1000] : []);
    lives.suite.push(...left(suiteToken.expiresAt));
    lives.corp.push(...left(facts.corpTokenEndsAt));
  }
  for (const [kind, seconds] of Object.entries(lives))
    if (seconds.length > 0) gauges.tokenLife.set({ kind }, Math.min(...seconds));
}

/** How many suites there are in each state; no names, because anyone may read it (threat H8). */
export async function countHealth(
  portal: Portal,
): Promise<Record<"good" | "notice" | "alarm" | "off", number>> {
  const counts = { good: 0, notice: 0, alarm: 0, off: 0 };
  for (const { verdict } of (await freshHealth(portal)).health) counts[verdict] += 1;
  return counts;
}
