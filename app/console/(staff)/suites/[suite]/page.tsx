import { ShieldCheck } from "lucide-react";
import { notFound } from "next/navigation";
import { Button } from "@/app/_ui/button";
import { Card, Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { Badge, State } from "@/app/_ui/state";
import { Time } from "@/app/_ui/time";
import { Ago } from "@/app/console/_parts/ago";
import { type Query, readQuery, stepLinks } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { PageHead } from "@/app/console/_parts/page-head";
import { SetupSteps } from "@/app/console/_parts/setup-steps";
import { SuiteTokenState, TicketState } from "@/app/console/_parts/states";
import { openProofWindowAction } from "@/app/console/(staff)/actions";
import { Addresses } from "@/app/console/(staff)/suites/[suite]/addresses";
import { showSuite } from "@/lib/features/console/suites";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export default async function SuitePage({
  params,
  searchParams,
}: {
  params: Promise<{ suite: string }>;
  searchParams: Query;
}) {
  const principal = await requireStaff();
  const [deps, { t }, { suite: key }, query] = [
    await getDeps(),
    await getTranslator(),
    await params,
    await readQuery(searchParams),
  ];
  const found = await showSuite(deps, principal, key);
  if (!found.ok) notFound();
  const { suite, keys } = found.value;
  const now = deps.clock.now();
  const isWindowOpen = suite.proofWindowUntil !== null && suite.proofWindowUntil > now;
  const { facts } = suite;

  return (
    <>
      <PageHead
        above={
          <a href="/console/suites" className="text-ink-soft hover:text-ink">
            {t("console.suites.title")}
          </a>
        }
        title={suite.name}
        lead={
          <span className="flex flex-wrap items-center gap-2">
            <Badge tone="info">{t(`console.suites.kind.${suite.kind}`)}</Badge>
            <Badge tone="off">{t(`console.suites.dialect.${suite.dialect}`)}</Badge>
          </span>
        }
      />
      <ActionNotice name={query.notice} t={t} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-6">
          <Card
            id="addresses"
            title={t("console.suites.addresses")}
            hint={t("console.suites.addressesHint")}
            flush
            action={
              isAtLeast(principal.role, "operator") ? (
                <form action={openProofWindowAction}>
                  <input type="hidden" name="suite" value={suite.key} />
                  <Button
                    type="submit"
                    size="small"
                    look={isWindowOpen ? "plain" : "primary"}
                    icon={<ShieldCheck aria-hidden className="size-4" />}
                    data-testid="open-proof-window"
                  >
                    {t("console.suites.proof")}
                  </Button>
                </form>
              ) : null
            }
          >
            <Addresses suite={suite} portalUrl={deps.addresses.portalUrl} now={now} t={t} />
            <div className="border-t border-line bg-sunken px-5 py-3 text-table text-ink-soft">
              {isWindowOpen && suite.proofWindowUntil ? (
                <State tone="info">
                  {t("console.suites.proofOpen")} <Time at={suite.proofWindowUntil} />
                </State>
              ) : (
                t("console.suites.proofHint")
              )}
            </div>
          </Card>
          <Card id="facts" title={t("console.suites.facts")}>
            <Facts>
              <Fact label={t("console.suites.key")}>
                <code className="font-mono text-table">{suite.key}</code>
              </Fact>
              <Fact label="SuiteID">
                {suite.suiteId ? (
                  <CopyId
                    value={suite.suiteId}
                    texts={{
                      label: t("common.copy.label", { what: "SuiteID" }),
                      done: t("common.copy.done"),
                      failed: t("common.copy.failed"),
                    }}
                  />
                ) : (
                  <State tone="wait">{t("console.suites.missing")}</State>
                )}
              </Fact>
              <Fact label={t("console.suites.secret")}>
                {suite.hasSuiteSecret ? (
                  <State tone="good">{t("console.suites.secretSet")}</State>
                ) : (
                  <State tone="wait">{t("console.suites.missing")}</State>
                )}
              </Fact>
              <Fact label={t("console.suites.installType")}>
                {t(`console.suites.installTypes.${suite.installAuthType === 1 ? "test" : "live"}`)}
              </Fact>
              <Fact label="suite_ticket">
                <TicketState at={facts.lastTicketAt} now={now} t={t} />
                {facts.lastTicketAt ? (
                  <span className="ml-3 text-table text-ink-faint">
                    <Ago at={facts.lastTicketAt} now={now} t={t} />
                  </span>
                ) : null}
              </Fact>
              <Fact label="suite_access_token">
                <SuiteTokenState
                  token={{ expiresAt: facts.tokenExpiresAt, errcode: facts.tokenErrcode }}
                  now={now}
                  t={t}
                />
                {facts.tokenExpiresAt && facts.tokenExpiresAt > now ? (
                  <span className="ml-3 text-table text-ink-faint">
                    {t("console.suites.tokenUntil")} <Time at={facts.tokenExpiresAt} />
                  </span>
                ) : null}
              </Fact>
              <Fact label={t("console.suites.cols.corps")}>
                <a href={`/console/corps?suite=${suite.key}`} className="text-accent hover:underline">
                  {facts.activeCorps}
                </a>
              </Fact>
              <Fact label={t("console.suites.installPage")}>
                <CopyId
                  value={new URL(`/install/${suite.key}`, deps.addresses.portalUrl).href}
                  texts={{
                    label: t("common.copy.label", { what: t("console.suites.installPage") }),
                    done: t("common.copy.done"),
                    failed: t("common.copy.failed"),
                  }}
                />
              </Fact>
            </Facts>
          </Card>
          <Card title={t("console.suites.keys")} hint={t("console.suites.keysHint")}>
            <Facts>
              {keys.map((one) => (
                <Fact key={one.id} label={<code className="font-mono">{one.fingerprint}</code>}>
                  {one.endsAt ? (
                    <State tone="warn">
                      {t("console.suites.keyEnds")} <Time at={one.endsAt} />
                    </State>
                  ) : (
                    <State tone="good">{t("console.suites.keyLive")}</State>
                  )}
                  <span className="ml-3 text-table text-ink-faint">
                    {t("console.suites.keyMade")} <Time at={one.createdAt} />
                  </span>
                </Fact>
              ))}
            </Facts>
          </Card>
        </div>
        <Card title={t("console.suites.setup")}>
          <SetupSteps steps={suite.steps} links={stepLinks(suite.key)} t={t} />
        </Card>
      </div>
    </>
  );
}
