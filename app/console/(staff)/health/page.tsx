import { HeartPulse } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Badge, Notice, State, type Tone } from "@/app/_ui/state";
import { Ago } from "@/app/console/_parts/ago";
import { Errcode } from "@/app/console/_parts/errcode";
import { PageHead } from "@/app/console/_parts/page-head";
import { SuiteTokenState, TicketState } from "@/app/console/_parts/states";
import { formatTime } from "@/lib/core/format-time";
import type { Locale } from "@/lib/core/texts";
import {
  type HealthVerdict,
  refusedShare,
  type SuiteHealth,
  showHealth,
} from "@/lib/features/setup/health-board";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator, type Translate } from "@/lib/runtime/i18n";

const TONES: Record<HealthVerdict, Tone> = { good: "good", notice: "warn", alarm: "bad", off: "wait" };

function Refused({ facts, t }: { facts: SuiteHealth["facts"]; t: Translate }) {
  const share = refusedShare(facts);
  if (share === null) return <span className="text-ink-faint">{t("console.health.noRequests")}</span>;
  const percent = (share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0);
  const text = t("console.health.share", {
    percent,
    refused: String(facts.refused),
    requests: String(facts.requests),
  });
  return facts.refused > 0 ? <State tone={share > 0.2 ? "bad" : "warn"}>{text}</State> : text;
}

function Waiting({ facts, t }: { facts: SuiteHealth["facts"]; t: Translate }) {
  const oldest = facts.oldestUnprocessedSeconds;
  return (
    <>
      {oldest > 0 ? (
        <State tone={oldest > 300 ? "bad" : oldest > 60 ? "warn" : "info"}>
          {t("console.health.seconds", { count: String(oldest) })}
        </State>
      ) : (
        <span className="text-ink-faint">{t("console.health.nothingWaits")}</span>
      )}
      {facts.deadWork > 0 ? (
        <div>
          <a href="/console/work" className="text-bad underline">
            {t("console.health.dead", { count: String(facts.deadWork) })}
          </a>
        </div>
      ) : null}
    </>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-note text-ink-faint">{label}</dt>
      <dd className="text-ink">{children}</dd>
    </div>
  );
}

/** One suite with what keeps it alive. */
function SuiteCard({
  suite,
  now,
  locale,
  t,
}: {
  suite: SuiteHealth;
  now: Date;
  locale: Locale;
  t: Translate;
}) {
  const { key, name, verdict, facts, lastTicketAt, suiteToken } = suite;
  const never = <span className="text-ink-faint">{t("console.health.never")}</span>;
  return (
    <Card
      data-testid="health-row"
      data-verdict={verdict}
      title={
        <a href={`/console/suites/${key}`} className="hover:underline">
          {name}
        </a>
      }
      action={<Badge tone={TONES[verdict]}>{t(`console.health.verdict.${verdict}`)}</Badge>}
    >
      {facts.usedKeyEndsAt ? (
        <div className="mb-4">
          <Notice tone={facts.usedKeyEndsAt > now ? "warn" : "bad"}>
            {facts.usedKeyEndsAt > now
              ? t("console.health.keyEnds", { time: formatTime(facts.usedKeyEndsAt) })
              : t("console.health.keyEnded")}
          </Notice>
        </div>
      ) : null}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 lg:grid-cols-4">
        <Figure label={t("console.health.cols.ticket")}>
          <TicketState at={lastTicketAt} now={now} t={t} />
          {lastTicketAt ? (
            <div className="text-note text-ink-faint">
              <Ago at={lastTicketAt} now={now} t={t} />
            </div>
          ) : null}
        </Figure>
        <Figure label={t("console.health.cols.tokens")}>
          <SuiteTokenState token={suiteToken} now={now} t={t} />
          {suiteToken.errcode ? (
            <div className="text-note">
              <Errcode code={suiteToken.errcode} locale={locale} />
            </div>
          ) : null}
          <div className="text-note text-ink-faint">
            {t("console.health.corpTokens", { live: facts.corpTokensLive })}
          </div>
          {facts.corpTokensRefused > 0 ? (
            <div className="text-note text-bad">
              {t("console.health.corpRefused", { count: String(facts.corpTokensRefused) })}
            </div>
          ) : null}
        </Figure>
        <Figure label={t("console.health.cols.event")}>
          {facts.lastEventAt ? (
            <a href={`/console/events?suite=${key}`} className="hover:text-accent hover:underline">
              <Ago at={facts.lastEventAt} now={now} t={t} />
            </a>
          ) : (
            never
          )}
        </Figure>
        <Figure label={t("console.health.cols.proof")}>
          {facts.lastProofAt ? <Ago at={facts.lastProofAt} now={now} t={t} /> : never}
        </Figure>
        <Figure label={t("console.health.cols.refused")}>
          <Refused facts={facts} t={t} />
        </Figure>
        <Figure label={t("console.health.cols.oldest")}>
          <Waiting facts={facts} t={t} />
        </Figure>
        <Figure label={t("console.health.cols.deliveries")}>
          {t("console.health.pending", { count: String(facts.deliveriesPending) })}
          {facts.deliveriesDead > 0 ? (
            <div className="text-note text-bad">
              {t("console.health.lost", { count: String(facts.deliveriesDead) })}
            </div>
          ) : null}
        </Figure>
      </dl>
    </Card>
  );
}

const WORST_FIRST: HealthVerdict[] = ["alarm", "notice", "off", "good"];

/** Every suite, the worst first. */
export default async function HealthPage() {
  const principal = await requireStaff();
  const [deps, { t, locale }] = [await getDeps(), await getTranslator()];
  const suites = await showHealth(deps, principal);
  const now = deps.clock.now();
  const sorted = [...suites].sort((a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict));
  return (
    <>
      <PageHead title={t("console.health.title")} lead={t("console.health.lead")} />
      <div className="grid gap-6">
        {sorted.length === 0 ? (
          <Card>
            <EmptyState icon={HeartPulse} title={t("console.suites.emptyTitle")}>
              {t("console.health.emptyBody")}
            </EmptyState>
          </Card>
        ) : null}
        {sorted.map((suite) => (
          <SuiteCard key={suite.key} suite={suite} now={now} locale={locale} t={t} />
        ))}
      </div>
    </>
  );
}
