import { Building2 } from "lucide-react";
import { Card } from "@/app/_ui/card";
import { RowLink, Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { FilterBar, FilterSelect, FilterSuite, FilterText } from "@/app/console/_parts/filter-bar";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { ListEmpty } from "@/app/console/_parts/list-empty";
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
        <FilterBar path="/console/corps" isFiltered={isFiltered} t={t}>
          <FilterText
            name="q"
            type="search"
            label={t("console.corps.searchLabel")}
            placeholder={t("console.corps.search")}
            value={filter.q}
            maxLength={100}
            className="min-w-52 flex-1"
          />
          <FilterSuite value={filter.suite} suites={suites} t={t} />
          <FilterSelect
            name="status"
            label={t("console.corps.status")}
            all={t("console.corps.allStatuses")}
            value={filter.status}
            options={CORP_STATUSES.map((one) => ({ value: one, text: t(`common.status.${one}`) }))}
          />
        </FilterBar>
        {corps.length === 0 ? (
          <ListEmpty
            isFiltered={isFiltered || cursor !== undefined}
            path="/console/corps"
            noMatch={{ title: t("console.corps.noMatchTitle"), body: t("console.corps.noMatchBody") }}
            empty={{
              icon: Building2,
              title: t("console.corps.emptyTitle"),
              body: t("console.corps.emptyBody"),
              action: { href: "/", text: t("console.corps.emptyAction") },
            }}
            t={t}
          />
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
