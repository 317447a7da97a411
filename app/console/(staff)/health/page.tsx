import { HeartPulse } from "lucide-react";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Badge, State, type Tone } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { Errcode } from "@/app/console/_parts/errcode";
import { PageHead } from "@/app/console/_parts/page-head";
import { SuiteTokenState, TicketState } from "@/app/console/_parts/states";
import { formatTime } from "@/lib/core/format-time";
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

/** Every suite with what keeps it alive, the worst first to see. */
export default async function HealthPage() {
  const principal = await requireStaff();
  const [deps, { t, locale }] = [await getDeps(), await getTranslator()];
  const suites = await showHealth(deps, principal);
  const now = deps.clock.now();
  return (
    <>
      <PageHead title={t("console.health.title")} lead={t("console.health.lead")} />
      <Card flush>
        {suites.length === 0 ? (
          <EmptyState icon={HeartPulse} title={t("console.suites.emptyTitle")}>
            {t("console.health.emptyBody")}
          </EmptyState>
        ) : (
          <Table label={t("console.health.title")} minWidth={1180}>
            <TableHead>
              <Th>{t("console.health.cols.suite")}</Th>
              <Th>{t("console.health.cols.ticket")}</Th>
              <Th>{t("console.health.cols.proof")}</Th>
              <Th>{t("console.health.cols.event")}</Th>
              <Th>{t("console.health.cols.refused")}</Th>
              <Th>{t("console.health.cols.oldest")}</Th>
              <Th>{t("console.health.cols.tokens")}</Th>
              <Th>{t("console.health.cols.deliveries")}</Th>
            </TableHead>
            <tbody>
              {suites.map(({ key, name, verdict, facts, lastTicketAt, suiteToken }) => (
                <Tr key={key} data-testid="health-row" data-verdict={verdict}>
                  <Td>
                    <a
                      href={`/console/suites/${key}`}
                      className="font-semibold hover:text-accent hover:underline"
                    >
                      {name}
                    </a>
                    <div className="mt-1">
                      <Badge tone={TONES[verdict]}>{t(`console.health.verdict.${verdict}`)}</Badge>
                    </div>
                    {facts.usedKeyEndsAt ? (
                      <div className="mt-1 text-note text-warn">
                        {facts.usedKeyEndsAt > now
                          ? t("console.health.keyEnds", { time: formatTime(facts.usedKeyEndsAt) })
                          : t("console.health.keyEnded")}
                      </div>
                    ) : null}
                  </Td>
                  <Td>
                    <TicketState at={lastTicketAt} now={now} t={t} />
                    <div className="text-note text-ink-faint">
                      {lastTicketAt ? <Ago at={lastTicketAt} now={now} t={t} /> : null}
                    </div>
                  </Td>
                  <Td>
                    {facts.lastProofAt ? (
                      <Ago at={facts.lastProofAt} now={now} t={t} />
                    ) : (
                      t("console.health.never")
                    )}
                  </Td>
                  <Td>
                    {facts.lastEventAt ? (
                      <a href={`/console/events?suite=${key}`} className="hover:text-accent hover:underline">
                        <Ago at={facts.lastEventAt} now={now} t={t} />
                      </a>
                    ) : (
                      t("console.health.never")
                    )}
                  </Td>
                  <Td>
                    <Refused facts={facts} t={t} />
                  </Td>
                  <Td>
                    <Waiting facts={facts} t={t} />
                  </Td>
                  <Td>
                    <SuiteTokenState token={suiteToken} now={now} t={t} />
                    {suiteToken.errcode ? (
                      <div className="text-note">
                        <Errcode code={suiteToken.errcode} locale={locale} />
                      </div>
                    ) : null}
                    <div className="text-note text-ink-faint">
                      {t("console.health.corpTokens", { live: String(facts.corpTokensLive) })}
                    </div>
                    {facts.corpTokensRefused > 0 ? (
                      <div className="text-note text-bad">
                        {t("console.health.corpRefused", { count: String(facts.corpTokensRefused) })}
                      </div>
                    ) : null}
                  </Td>
                  <Td>
                    {t("console.health.pending", { count: String(facts.deliveriesPending) })}
                    {facts.deliveriesDead > 0 ? (
                      <div className="text-note text-bad">
                        {t("console.health.lost", { count: String(facts.deliveriesDead) })}
                      </div>
                    ) : null}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Card>
    </>
  );
}
