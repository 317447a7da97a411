import { Boxes, Plus } from "lucide-react";
import { ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Badge } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { PageHead } from "@/app/console/_parts/page-head";
import { SuiteTokenState, TicketState } from "@/app/console/_parts/states";
import { listShownSuites } from "@/lib/features/console/suites";
import { countDone } from "@/lib/features/setup/checklist";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export default async function SuitesPage() {
  const principal = await requireStaff();
  const [deps, { t }] = [await getDeps(), await getTranslator()];
  const suites = await listShownSuites(deps, principal);
  const now = deps.clock.now();
  const newSuite = (
    <ButtonLink
      look="primary"
      href="/console/suites/new"
      icon={<Plus aria-hidden className="size-4" />}
      data-testid="new-suite"
    >
      {t("console.newSuite.open")}
    </ButtonLink>
  );
  return (
    <>
      <PageHead title={t("console.suites.title")} lead={t("console.suites.lead")}>
        {isAtLeast(principal.role, "owner") ? (
          <ButtonLink look="quiet" href="/console/suites/import">
            {t("console.newSuite.importLink")}
          </ButtonLink>
        ) : null}
        {isAtLeast(principal.role, "operator") ? newSuite : null}
      </PageHead>
      <Card flush>
        {suites.length === 0 ? (
          <EmptyState
            icon={Boxes}
            title={t("console.suites.emptyTitle")}
            action={isAtLeast(principal.role, "operator") ? newSuite : null}
          >
            {t("console.suites.emptyBody")}
          </EmptyState>
        ) : (
          <Table label={t("console.suites.title")} minWidth={760}>
            <TableHead>
              <Th>{t("console.suites.cols.name")}</Th>
              <Th>{t("console.suites.cols.ticket")}</Th>
              <Th>{t("console.suites.cols.token")}</Th>
              <Th className="text-right">{t("console.suites.cols.corps")}</Th>
              <Th className="text-right">{t("console.suites.cols.setup")}</Th>
            </TableHead>
            <tbody>
              {suites.map((suite) => {
                const done = countDone(suite.steps);
                const total = suite.steps.length;
                const isBroken = suite.steps.some((one) => one.state === "broken");
                return (
                  <Tr key={suite.id} data-testid="suite-row">
                    <Td>
                      <a
                        href={`/console/suites/${suite.key}`}
                        className="font-semibold hover:text-accent hover:underline"
                      >
                        {suite.name}
                      </a>
                      <div className="font-mono text-note break-all text-ink-faint">
                        {suite.key} · {suite.suiteId ?? t("console.suites.missing")}
                      </div>
                    </Td>
                    <Td>
                      <TicketState at={suite.facts.lastTicketAt} now={now} t={t} />
                      <div className="text-note text-ink-faint">
                        {suite.facts.lastTicketAt ? (
                          <Ago at={suite.facts.lastTicketAt} now={now} t={t} />
                        ) : null}
                      </div>
                    </Td>
                    <Td>
                      <SuiteTokenState
                        token={{ expiresAt: suite.facts.tokenExpiresAt, errcode: suite.facts.tokenErrcode }}
                        now={now}
                        t={t}
                      />
                    </Td>
                    <Td className="text-right">
                      <a
                        href={`/console/corps?suite=${suite.key}`}
                        className="hover:text-accent hover:underline"
                      >
                        {suite.facts.activeCorps}
                      </a>
                    </Td>
                    <Td className="text-right">
                      <Badge tone={isBroken ? "bad" : done === total ? "good" : "wait"}>
                        {done === total
                          ? t("console.overview.allDone")
                          : t("console.overview.setupCount", { done: String(done), total: String(total) })}
                      </Badge>
                    </Td>
                  </Tr>
                );
              })}
            </tbody>
          </Table>
        )}
      </Card>
    </>
  );
}
