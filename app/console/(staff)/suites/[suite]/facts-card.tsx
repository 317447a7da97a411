import { Card, Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { Time } from "@/app/_ui/time";
import { Ago } from "@/app/console/_parts/ago";
import { SuiteTokenState, TicketState } from "@/app/console/_parts/states";
import type { ShownSuite } from "@/lib/features/console/suites";
import type { Translate } from "@/lib/runtime/i18n";

/** What is known of a suite besides its addresses and keys. */
export function FactsCard({
  suite,
  portalUrl,
  now,
  t,
}: {
  suite: ShownSuite;
  portalUrl: string;
  now: Date;
  t: Translate;
}) {
  const { facts } = suite;
  return (
    <Card id="facts" title={t("console.suites.facts")}>
      <Facts>
        <Fact label={t("console.suites.key")}>
          <code className="font-mono text-table">{suite.key}</code>
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
            value={new URL(`/install/${suite.key}`, portalUrl).href}
            texts={{
              label: t("common.copy.label", { what: t("console.suites.installPage") }),
              done: t("common.copy.done"),
              failed: t("common.copy.failed"),
            }}
          />
        </Fact>
      </Facts>
    </Card>
  );
}
