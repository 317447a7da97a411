import { SearchX, Zap } from "lucide-react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Field, SelectField } from "@/app/_ui/field";
import { EventTable } from "@/app/console/_parts/event-table";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { PageHead } from "@/app/console/_parts/page-head";
import { Pager } from "@/app/console/_parts/pager";
import { eventFilter, listEvents } from "@/lib/features/console/list-events";
import { listShownSuites } from "@/lib/features/console/suites";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export default async function EventsPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t, locale }] = [await getDeps(), await getTranslator()];
  const filter = eventFilter.parse(await readQuery(searchParams));
  const [{ events, next }, suites] = await Promise.all([
    listEvents(deps, principal, filter),
    listShownSuites(deps, principal),
  ]);
  const { cursor, ...kept } = filter;
  const isFiltered = Object.values(kept).some(Boolean);
  return (
    <>
      <PageHead title={t("console.events.title")} lead={t("console.events.lead")} />
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
              <option value="_provider">{t("console.events.provider")}</option>
            </SelectField>
            <div className="min-w-40 flex-1">
              <Field
                id="type"
                name="type"
                label={t("console.events.type")}
                hideLabel
                placeholder={t("console.events.typePlaceholder")}
                defaultValue={filter.type}
                maxLength={80}
                spellCheck={false}
              />
            </div>
            <div className="min-w-40 flex-1">
              <Field
                id="corp"
                name="corp"
                label={t("console.events.corp")}
                hideLabel
                placeholder={t("console.events.corp")}
                defaultValue={filter.corp}
                maxLength={64}
                spellCheck={false}
              />
            </div>
            <Button type="submit">{t("console.corps.apply")}</Button>
            {isFiltered ? (
              <ButtonLink look="quiet" href="/console/events">
                {t("console.corps.clear")}
              </ButtonLink>
            ) : null}
          </form>
        </search>
        {events.length > 0 ? (
          <EventTable events={events} now={deps.clock.now()} locale={locale} t={t} />
        ) : isFiltered || cursor ? (
          <EmptyState
            icon={SearchX}
            title={t("console.events.noMatchTitle")}
            action={<ButtonLink href="/console/events">{t("console.corps.clear")}</ButtonLink>}
          >
            {t("console.events.noMatchBody")}
          </EmptyState>
        ) : (
          <EmptyState
            icon={Zap}
            title={t("console.events.emptyTitle")}
            action={
              <ButtonLink look="primary" href="/console/suites">
                {t("console.events.emptyAction")}
              </ButtonLink>
            }
          >
            {t("console.events.emptyBody")}
          </EmptyState>
        )}
        <Pager
          first={cursor ? withQuery("/console/events", kept) : null}
          next={next && withQuery("/console/events", { ...kept, cursor: next })}
          t={t}
        />
      </Card>
    </>
  );
}
