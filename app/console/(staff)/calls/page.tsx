import { ArrowLeftRight } from "lucide-react";
import { Card } from "@/app/_ui/card";
import { Notice } from "@/app/_ui/state";
import { FilterBar, FilterSelect, FilterSuite, FilterText } from "@/app/console/_parts/filter-bar";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { ListEmpty } from "@/app/console/_parts/list-empty";
import { ActionNotice } from "@/app/console/_parts/notice";
import { PageHead } from "@/app/console/_parts/page-head";
import { Pager } from "@/app/console/_parts/pager";
import { CallTable } from "@/app/console/(staff)/calls/call-table";
import { EgressCard } from "@/app/console/(staff)/calls/egress-card";
import { showEgress } from "@/lib/features/console/egress";
import { callFilter, listCalls } from "@/lib/features/console/list-calls";
import { listShownSuites } from "@/lib/features/console/suites";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps, getPortal } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const PROXY_ADDRESS = "/api/v1/suites/{suite}/corps/{corpId}/proxy/cgi-bin/…";

export default async function CallsPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t, locale }] = [await getDeps(), await getTranslator()];
  const query = await readQuery(searchParams);
  const filter = callFilter.parse(query);
  const [{ calls, next }, suites, egress] = await Promise.all([
    listCalls(deps, principal, filter),
    listShownSuites(deps, principal),
    showEgress(deps, principal),
  ]);
  const { settings } = getPortal();
  const { cursor, ...kept } = filter;
  const isFiltered = Object.values(kept).some(Boolean);
  return (
    <>
      <PageHead title={t("console.calls.title")} lead={t("console.calls.lead")} />
      <ActionNotice name={query.notice} t={t} />
      {query.egress === "saved" || query.egress === "wrong" ? (
        <div className="mb-5">
          <Notice tone={query.egress === "saved" ? "good" : "bad"} testId="egress-notice">
            {t(`console.egress.${query.egress}`)}
          </Notice>
        </div>
      ) : null}
      <EgressCard
        egress={egress}
        isProxied={settings.httpsProxy !== undefined && settings.wecomApiUrl.startsWith("https:")}
        canSave={isAtLeast(principal.role, "operator")}
        now={deps.clock.now()}
        t={t}
      />
      <Card flush>
        <FilterBar path="/console/calls" isFiltered={isFiltered} t={t}>
          <FilterSuite value={filter.suite} suites={suites} t={t} />
          <FilterSelect
            name="result"
            label={t("console.calls.result")}
            all={t("console.calls.allResults")}
            value={filter.result}
            options={[
              { value: "ok", text: t("console.calls.resultOk") },
              { value: "failed", text: t("console.calls.resultFailed") },
            ]}
          />
          <FilterText
            name="path"
            label={t("console.calls.path")}
            placeholder={t("console.calls.pathPlaceholder")}
            value={filter.path}
            maxLength={120}
            className="min-w-40 flex-1"
          />
          <FilterText
            name="corp"
            label={t("console.calls.corp")}
            value={filter.corp}
            className="min-w-36 flex-1"
          />
          <FilterText
            name="key"
            label={t("console.calls.key")}
            value={filter.key}
            maxLength={120}
            className="min-w-36 flex-1"
          />
        </FilterBar>
        {calls.length > 0 ? (
          <CallTable calls={calls} now={deps.clock.now()} locale={locale} t={t} />
        ) : (
          <ListEmpty
            isFiltered={isFiltered || cursor !== undefined}
            path="/console/calls"
            noMatch={{ title: t("console.calls.noMatchTitle"), body: t("console.calls.noMatchBody") }}
            empty={{
              icon: ArrowLeftRight,
              title: t("console.calls.emptyTitle"),
              body: (
                <>
                  {t("console.calls.emptyBody")}
                  <code className="mt-2 block font-mono text-table break-all text-ink">{PROXY_ADDRESS}</code>
                </>
              ),
              action: { href: "/console/corps", text: t("console.calls.emptyAction") },
            }}
            t={t}
          />
        )}
        <Pager
          first={cursor ? withQuery("/console/calls", kept) : null}
          next={next && withQuery("/console/calls", { ...kept, cursor: next })}
          t={t}
        />
      </Card>
    </>
  );
}
