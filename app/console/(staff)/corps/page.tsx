import { Building2, SearchX } from "lucide-react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Field, SelectField } from "@/app/_ui/field";
import { RowLink, Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { PageHead } from "@/app/console/_parts/page-head";
import { Pager } from "@/app/console/_parts/pager";
import { CorpStatus } from "@/app/console/_parts/states";
import { CORP_STATUSES, corpFilter, listCorps } from "@/lib/features/console/list-corps";
import { listShownSuites } from "@/lib/features/console/suites";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export default async function CorpsPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t }] = [await getDeps(), await getTranslator()];
  const filter = corpFilter.parse(await readQuery(searchParams));
  const [{ corps, next }, suites] = await Promise.all([
    listCorps(deps, principal, filter),
    listShownSuites(deps, principal),
  ]);
  const now = deps.clock.now();
  const { cursor, ...kept } = filter;
  const isFiltered = Object.values(kept).some(Boolean);
  return (
    <>
      <PageHead title={t("console.corps.title")} lead={t("console.corps.lead")} />
      <Card flush>
        <search>
          <form method="get" className="flex flex-wrap items-end gap-3 border-b border-line px-5 py-3">
            <div className="min-w-52 flex-1">
              <Field
                id="q"
                name="q"
                type="search"
                label={t("console.corps.searchLabel")}
                hideLabel
                placeholder={t("console.corps.search")}
                defaultValue={filter.q}
                maxLength={100}
              />
            </div>
            <SelectField
              id="suite"
              name="suite"
              label={t("console.corps.suite")}
              hideLabel
              defaultValue={filter.suite ?? ""}
            >
              <option value="">{t("console.corps.allSuites")}</option>
              {suites.map((one) => (
                <option key={one.id} value={one.key}>
                  {one.name}
                </option>
              ))}
            </SelectField>
            <SelectField
              id="status"
              name="status"
              label={t("console.corps.status")}
              hideLabel
              defaultValue={filter.status ?? ""}
            >
              <option value="">{t("console.corps.allStatuses")}</option>
              {CORP_STATUSES.map((one) => (
                <option key={one} value={one}>
                  {t(`common.status.${one}`)}
                </option>
              ))}
            </SelectField>
            <Button type="submit">{t("console.corps.apply")}</Button>
            {isFiltered ? (
              <ButtonLink look="quiet" href="/console/corps">
                {t("console.corps.clear")}
              </ButtonLink>
            ) : null}
          </form>
        </search>
        {corps.length === 0 ? (
          isFiltered || cursor ? (
            <EmptyState
              icon={SearchX}
              title={t("console.corps.noMatchTitle")}
              action={<ButtonLink href="/console/corps">{t("console.corps.clear")}</ButtonLink>}
            >
              {t("console.corps.noMatchBody")}
            </EmptyState>
          ) : (
            <EmptyState
              icon={Building2}
              title={t("console.corps.emptyTitle")}
              action={
                <ButtonLink look="primary" href="/">
                  {t("console.corps.emptyAction")}
                </ButtonLink>
              }
            >
              {t("console.corps.emptyBody")}
            </EmptyState>
          )
        ) : (
          <Table label={t("console.corps.title")} minWidth={680}>
            <TableHead>
              <Th>{t("console.corps.cols.name")}</Th>
              <Th>{t("console.corps.cols.suites")}</Th>
              <Th className="text-right">{t("console.corps.cols.lastEvent")}</Th>
              <Th className="text-right">{t("console.corps.cols.authorizedAt")}</Th>
            </TableHead>
            <tbody>
              {corps.map((corp) => (
                <Tr key={corp.id} data-testid="corp-row">
                  <Td>
                    <RowLink href={`/console/corps/${corp.id}`}>{corp.name}</RowLink>
                    <div className="font-mono text-note break-all text-ink-faint">{corp.corpId}</div>
                  </Td>
                  <Td>
                    <ul className="space-y-1">
                      {corp.suites.map((one) => (
                        <li key={one.suiteKey} className="flex items-center gap-2">
                          <CorpStatus status={one.status} t={t} />
                          <span className="text-ink-soft">{one.suiteName}</span>
                        </li>
                      ))}
                    </ul>
                  </Td>
                  <Td className="text-right text-ink-soft">
                    <Ago at={corp.lastEventAt} now={now} t={t} />
                  </Td>
                  <Td className="text-right text-ink-soft">
                    <Ago at={corp.authorizedAt} now={now} t={t} />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
        <Pager
          first={cursor ? withQuery("/console/corps", kept) : null}
          next={next && withQuery("/console/corps", { ...kept, cursor: next })}
          t={t}
        />
      </Card>
    </>
  );
}
