import { Activity } from "lucide-react";
import { Card } from "@/app/_ui/card";
import { SoftRowLink } from "@/app/_ui/soft-row-link";
import { State } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { BothWaysPager } from "@/app/console/_parts/both-ways-pager";
import { causeTitle, doctorSentences, receiveKindText } from "@/app/console/_parts/doctor";
import { FilterBar, FilterSelect, FilterSuite, FilterTimes } from "@/app/console/_parts/filter-bar";
import { InboxTabs } from "@/app/console/_parts/inbox-tabs";
import { withQuery } from "@/app/console/_parts/links";
import { ListEmpty } from "@/app/console/_parts/list-empty";
import { PageHead } from "@/app/console/_parts/page-head";
import { addressText, answerText, RequestOutcome } from "@/app/console/_parts/request-parts";
import { CALLBACK_CAUSES } from "@/lib/core/callback-causes";
import { listSuiteNames } from "@/lib/features/console/list-events";
import { listRequests, type RequestFilter } from "@/lib/features/console/list-requests";
import type { Deps } from "@/lib/features/deps";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { Translate } from "@/lib/runtime/i18n";

const PATH = "/console/events/requests";
const KINDS = ["refused", "accepted", "odd"] as const;

/** The request list; under an open drawer it is the same list at the same place. */
export async function RequestList({
  deps,
  principal,
  filter,
  t,
}: {
  deps: Deps;
  principal: StaffPrincipal;
  filter: RequestFilter;
  t: Translate;
}) {
  const [page, suites] = await Promise.all([
    listRequests(deps, principal, filter),
    listSuiteNames(deps, principal),
  ]);
  const { before, after, ...kept } = filter;
  const isFiltered = Object.values(kept).some(Boolean);
  const isFirst = !before && !after;
  const now = deps.clock.now();
  return (
    <>
      <PageHead title={t("console.inbox.requests.title")} lead={t("console.inbox.requests.lead")} />
      <InboxTabs here="requests" t={t} />
      <div className="grid gap-5">
        <Card title={t("console.inbox.requests.causes")}>
          {page.causes.length === 0 ? (
            <State tone="good">{t("console.inbox.requests.causesNone")}</State>
          ) : (
            <ul className="grid gap-2" data-testid="request-causes">
              {page.causes.map((one) => (
                <li key={one.cause} className="flex flex-wrap items-baseline justify-between gap-x-4">
                  <a
                    href={withQuery(PATH, { ...kept, cause: one.cause })}
                    className="min-w-0 flex-1 hover:text-accent hover:underline"
                  >
                    <span className="mr-2 inline-block min-w-8 text-right font-semibold tabular-nums">
                      {one.count}
                    </span>
                    {causeTitle(one.cause, t)}
                  </a>
                  <span className="text-table text-ink-faint">
                    <Ago at={one.last} now={now} t={t} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Card>
        <Card flush>
          <FilterBar
            path={PATH}
            isFiltered={isFiltered}
            layout="times"
            label={t("console.inbox.filter.legend")}
            t={t}
          >
            <FilterSuite
              value={filter.suite}
              suites={suites}
              more={[
                { value: "_provider", text: t("console.events.provider") },
                { value: "unknown", text: t("console.inbox.requests.unknown") },
              ]}
              t={t}
            />
            <FilterSelect
              name="kind"
              label={t("console.inbox.requests.kind")}
              all={t("console.inbox.requests.kinds.all")}
              value={filter.kind}
              options={KINDS.map((one) => ({ value: one, text: t(`console.inbox.requests.kinds.${one}`) }))}
            />
            <FilterSelect
              name="cause"
              label={t("console.inbox.requests.cause")}
              all={t("console.inbox.requests.allCauses")}
              value={filter.cause}
              options={Object.keys(CALLBACK_CAUSES).map((one) => ({ value: one, text: causeTitle(one, t) }))}
            />
            <FilterTimes from={filter.from} to={filter.to} t={t} />
          </FilterBar>
          {page.requests.length > 0 ? (
            <Table label={t("console.inbox.requests.title")} minWidth={940}>
              <TableHead>
                <Th>{t("console.inbox.requests.cols.outcome")}</Th>
                <Th>{t("console.inbox.requests.cols.doctor")}</Th>
                <Th>{t("console.inbox.requests.cols.receiveId")}</Th>
                <Th>{t("console.inbox.requests.cols.answer")}</Th>
                <Th className="text-right">{t("console.inbox.requests.cols.at")}</Th>
              </TableHead>
              <tbody>
                {page.requests.map((request) => {
                  const said = doctorSentences(request, t);
                  return (
                    <Tr key={request.id} data-testid="request-row" data-cause={request.cause ?? ""}>
                      <Td className="align-top">
                        <RequestOutcome request={request} t={t} />
                      </Td>
                      <Td className="min-w-72">
                        <SoftRowLink href={withQuery(`${PATH}/${request.id}`, filter)}>
                          {said ? said.wrong : t("console.inbox.requests.fine")}
                        </SoftRowLink>
                        <div className="font-mono text-note break-all text-ink-faint">
                          {request.method} {addressText(request, t)}
                        </div>
                      </Td>
                      <Td className="min-w-44 text-ink-soft">
                        {request.receiveId === null ? (
                          t("console.inbox.requests.none")
                        ) : (
                          <>
                            <code className="font-mono text-note break-all">{request.receiveId || '""'}</code>
                            <div className="text-note text-ink-faint">{receiveKindText(request, t)}</div>
                          </>
                        )}
                      </Td>
                      <Td className="whitespace-nowrap text-ink-soft tabular-nums">
                        {answerText(request, t)}
                      </Td>
                      <Td className="text-right text-ink-soft">
                        <Ago at={request.receivedAt} now={now} t={t} />
                      </Td>
                    </Tr>
                  );
                })}
              </tbody>
            </Table>
          ) : (
            <ListEmpty
              isFiltered={isFiltered || !isFirst}
              path={PATH}
              noMatch={{
                title: t("console.inbox.requests.noMatchTitle"),
                body: t("console.inbox.requests.noMatchBody"),
              }}
              empty={{
                icon: Activity,
                title: t("console.inbox.requests.emptyTitle"),
                body: t("console.inbox.requests.emptyBody"),
                action: { href: "/console/suites", text: t("console.events.emptyAction") },
              }}
              t={t}
            />
          )}
          <BothWaysPager
            first={isFirst ? null : withQuery(PATH, kept)}
            newer={page.newer && withQuery(PATH, { ...kept, after: page.newer })}
            older={page.older && withQuery(PATH, { ...kept, before: page.older })}
            t={t}
          />
        </Card>
      </div>
    </>
  );
}
