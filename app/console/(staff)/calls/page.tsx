import { ArrowLeftRight, SearchX } from "lucide-react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Field, SelectField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
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
        <search>
          <form method="get" className="flex flex-wrap items-end gap-3 border-b border-line px-5 py-3">
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
              id="result"
              name="result"
              label={t("console.calls.result")}
              hideLabel
              defaultValue={filter.result ?? ""}
            >
              <option value="">{t("console.calls.allResults")}</option>
              <option value="ok">{t("console.calls.resultOk")}</option>
              <option value="failed">{t("console.calls.resultFailed")}</option>
            </SelectField>
            <div className="min-w-40 flex-1">
              <Field
                id="path"
                name="path"
                label={t("console.calls.path")}
                hideLabel
                placeholder={t("console.calls.pathPlaceholder")}
                defaultValue={filter.path}
                maxLength={120}
                spellCheck={false}
              />
            </div>
            <div className="min-w-36 flex-1">
              <Field
                id="corp"
                name="corp"
                label={t("console.calls.corp")}
                hideLabel
                placeholder={t("console.calls.corp")}
                defaultValue={filter.corp}
                maxLength={64}
                spellCheck={false}
              />
            </div>
            <div className="min-w-36 flex-1">
              <Field
                id="key"
                name="key"
                label={t("console.calls.key")}
                hideLabel
                placeholder={t("console.calls.key")}
                defaultValue={filter.key}
                maxLength={120}
                spellCheck={false}
              />
            </div>
            <Button type="submit">{t("console.corps.apply")}</Button>
            {isFiltered ? (
              <ButtonLink look="quiet" href="/console/calls">
                {t("console.corps.clear")}
              </ButtonLink>
            ) : null}
          </form>
        </search>
        {calls.length > 0 ? (
          <CallTable calls={calls} now={deps.clock.now()} locale={locale} t={t} />
        ) : isFiltered || cursor ? (
          <EmptyState
            icon={SearchX}
            title={t("console.calls.noMatchTitle")}
            action={<ButtonLink href="/console/calls">{t("console.corps.clear")}</ButtonLink>}
          >
            {t("console.calls.noMatchBody")}
          </EmptyState>
        ) : (
          <EmptyState
            icon={ArrowLeftRight}
            title={t("console.calls.emptyTitle")}
            action={
              <ButtonLink look="primary" href="/console/corps">
                {t("console.calls.emptyAction")}
              </ButtonLink>
            }
          >
            {t("console.calls.emptyBody")}
            <code className="mt-2 block font-mono text-table break-all text-ink">{PROXY_ADDRESS}</code>
          </EmptyState>
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
