import { Plus, Webhook } from "lucide-react";
import { ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Badge } from "@/app/_ui/state";
import { RowLink, Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { EndpointStateOf } from "@/app/console/_parts/endpoint-state";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { PageHead } from "@/app/console/_parts/page-head";
import { EndpointNotice } from "@/app/console/(staff)/endpoints/endpoint-notice";
import { PROVIDER_SUITE } from "@/lib/core/outgoing-event";
import { listShownEndpoints } from "@/lib/features/gateway/show-endpoint";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export default async function EndpointsPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t }, query] = [await getDeps(), await getTranslator(), await readQuery(searchParams)];
  const shown = await listShownEndpoints(deps, principal);
  const now = deps.clock.now();
  const add = isAtLeast(principal.role, "operator") ? (
    <ButtonLink
      look="primary"
      href="/console/endpoints/new"
      icon={<Plus aria-hidden className="size-4" />}
      data-testid="new-endpoint"
    >
      {t("console.endpoints.add")}
    </ButtonLink>
  ) : null;
  return (
    <>
      <PageHead title={t("console.endpoints.title")} lead={t("console.endpoints.lead")}>
        {shown.length > 0 ? add : null}
      </PageHead>
      <EndpointNotice name={query.notice} t={t} />
      <Card flush>
        {shown.length === 0 ? (
          <EmptyState icon={Webhook} title={t("console.endpoints.emptyTitle")} action={add}>
            {t("console.endpoints.emptyBody")}
          </EmptyState>
        ) : (
          <Table label={t("console.endpoints.title")} minWidth={980}>
            <TableHead>
              <Th>{t("console.endpoints.cols.name")}</Th>
              <Th>{t("console.endpoints.cols.suite")}</Th>
              <Th>{t("console.endpoints.cols.events")}</Th>
              <Th>{t("console.endpoints.cols.state")}</Th>
              <Th className="text-right">{t("console.endpoints.cols.delivered")}</Th>
              <Th className="text-right">{t("console.endpoints.cols.pending")}</Th>
              <Th className="text-right">{t("console.endpoints.cols.dead")}</Th>
              <Th className="text-right">{t("console.endpoints.cols.lastSuccess")}</Th>
            </TableHead>
            <tbody>
              {shown.map(({ endpoint, counts }) => (
                <Tr key={endpoint.id} data-testid="endpoint-row">
                  <Td className="max-w-72">
                    <div className="flex items-center gap-2">
                      <RowLink href={`/console/endpoints/${endpoint.id}`}>{endpoint.name}</RowLink>
                      {endpoint.environment === "development" ? (
                        <Badge tone="info">{t("console.endpoints.environment.development")}</Badge>
                      ) : null}
                    </div>
                    <div className="truncate font-mono text-note text-ink-faint" title={endpoint.url}>
                      {endpoint.url}
                    </div>
                  </Td>
                  <Td>
                    {endpoint.suiteKey === PROVIDER_SUITE
                      ? t("console.endpoints.provider")
                      : endpoint.suiteKey}
                  </Td>
                  <Td className="max-w-52">
                    <div className="truncate font-mono text-note" title={endpoint.eventFilter.join("  ")}>
                      {endpoint.eventFilter.join("  ")}
                    </div>
                  </Td>
                  <Td>
                    <EndpointStateOf one={endpoint} t={t} />
                  </Td>
                  <Td className="text-right tabular-nums">{counts.delivered}</Td>
                  <Td className="text-right tabular-nums">{counts.pending + counts.running}</Td>
                  <Td
                    className={`text-right tabular-nums ${counts.dead > 0 ? "font-semibold text-bad" : ""}`}
                  >
                    {counts.dead}
                  </Td>
                  <Td className="text-right text-ink-soft">
                    {endpoint.lastSuccessAt ? (
                      <Ago at={endpoint.lastSuccessAt} now={now} t={t} />
                    ) : (
                      t("console.endpoints.never")
                    )}
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
