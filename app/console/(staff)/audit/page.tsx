import { ScrollText, ShieldCheck } from "lucide-react";
import { notFound } from "next/navigation";
import { Button } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Notice } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Time } from "@/app/_ui/time";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { PageHead } from "@/app/console/_parts/page-head";
import { Pager } from "@/app/console/_parts/pager";
import { asAuditAction } from "@/lib/core/audit-actions";
import { checkAudit, listAudit } from "@/lib/features/console/audit";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator, type Translate } from "@/lib/runtime/i18n";
import type { ChainCheck } from "@/lib/store/audit";

const ACTORS = ["staff", "admin", "system", "api_key"] as const;

function CheckResult({ check, t }: { check: ChainCheck; t: Translate }) {
  if (check.ok)
    return (
      <Notice tone="good" testId="audit-intact">
        {t("console.audit.intact", { count: check.entries })}
      </Notice>
    );
  return (
    <Notice tone="bad" testId="audit-broken">
      {check.brokenAt === null
        ? t("console.audit.cut")
        : t("console.audit.broken", { seq: String(check.brokenAt) })}
    </Notice>
  );
}

export default async function AuditPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff("operator");
  const [deps, { t }, query] = [await getDeps(), await getTranslator(), await readQuery(searchParams)];
  const before = /^\d{1,15}$/.test(query.before ?? "") ? Number(query.before) : undefined;
  const found = await listAudit(deps, principal, before);
  if (!found.ok) notFound();
  const { entries, next } = found.value;
  const check = query.check === "1" ? await checkAudit(deps, principal) : null;
  return (
    <>
      <PageHead title={t("console.audit.title")} lead={t("console.audit.lead")}>
        <form method="get">
          <input type="hidden" name="check" value="1" />
          <Button
            type="submit"
            icon={<ShieldCheck aria-hidden className="size-4" />}
            data-testid="check-audit"
          >
            {t("console.audit.check")}
          </Button>
        </form>
      </PageHead>
      {check?.ok ? (
        <div className="mb-5">
          <CheckResult check={check.value} t={t} />
        </div>
      ) : null}
      <Card flush>
        {entries.length === 0 ? (
          <EmptyState icon={ScrollText} title={t("console.audit.emptyTitle")}>
            {t("console.audit.emptyBody")}
          </EmptyState>
        ) : (
          <Table label={t("console.audit.title")} minWidth={780}>
            <TableHead>
              <Th>{t("console.audit.cols.at")}</Th>
              <Th>{t("console.audit.cols.actor")}</Th>
              <Th>{t("console.audit.cols.action")}</Th>
              <Th>{t("console.audit.cols.subject")}</Th>
              <Th>{t("console.audit.cols.details")}</Th>
            </TableHead>
            <tbody>
              {entries.map((entry) => {
                const action = asAuditAction(entry.action);
                const actor = ACTORS.find((one) => one === entry.actorKind);
                return (
                  <Tr key={entry.seq} data-testid="audit-row">
                    <Td className="text-ink-soft">
                      <Time at={entry.at} />
                    </Td>
                    <Td>
                      {entry.actorName}
                      <div className={entry.actorName === null ? "" : "text-note text-ink-faint"}>
                        {actor ? t(`console.audit.actor.${actor}`) : entry.actorKind}
                      </div>
                    </Td>
                    <Td>
                      {action ? t(`console.auditActions.${action}`) : null}
                      <div className="font-mono text-note whitespace-nowrap text-ink-faint">
                        {entry.action}
                      </div>
                    </Td>
                    <Td>{entry.subject ?? t("console.corps.none")}</Td>
                    <Td className="font-mono text-note text-ink-soft">
                      {Object.entries(entry.details)
                        .map(([name, value]) => `${name}=${String(value)}`)
                        .join(" ")}
                    </Td>
                  </Tr>
                );
              })}
            </tbody>
          </Table>
        )}
        <Pager
          first={before ? "/console/audit" : null}
          next={next === null ? null : withQuery("/console/audit", { before: String(next) })}
          t={t}
        />
      </Card>
    </>
  );
}
