import { MailPlus } from "lucide-react";
import { Button } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { State, type Tone } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Time } from "@/app/_ui/time";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { PageHead } from "@/app/console/_parts/page-head";
import { withdrawLinkAction } from "@/app/console/(staff)/links/actions";
import { InviteCustomerForm } from "@/app/console/(staff)/links/invite-form";
import { errorText, parseErrorCode } from "@/lib/core/texts";
import { isLinkOpen, type LinkStatus, linkStatus } from "@/lib/features/install/install-links";
import { LINK_DAY_CHOICES, listShownLinks } from "@/lib/features/install/manage-links";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const TONES: Record<LinkStatus, Tone> = {
  made: "info",
  opened: "wait",
  started: "wait",
  authorized: "good",
  authorized_other: "warn",
  failed: "bad",
  expired: "off",
  revoked: "off",
};

/** Invitations to customers: made by operators, shown once, followed here. */
export default async function LinksPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t, locale }, query] = [
    await getDeps(),
    await getTranslator(),
    await readQuery(searchParams),
  ];
  const [links, all] = [await listShownLinks(deps, principal), await deps.store.suites.listSuites()];
  const now = deps.clock.now();
  const suites = all.filter((one) => one.kind !== "login");
  const isOperator = isAtLeast(principal.role, "operator");
  return (
    <>
      <PageHead title={t("console.links.title")} lead={t("console.links.lead")} />
      <ActionNotice name={query.notice} t={t} />
      <div className="grid gap-6">
        {isOperator ? (
          <Card title={t("console.links.create")} hint={t("console.links.createHint")}>
            {suites.length === 0 ? (
              <p className="text-ink-soft">{t("console.links.noSuite")}</p>
            ) : (
              <InviteCustomerForm
                suites={suites.map((one) => ({ value: one.key, text: one.name }))}
                days={LINK_DAY_CHOICES.map((days) => ({
                  value: String(days),
                  text: t("console.links.daysOf", { days }),
                }))}
                texts={{
                  suite: t("console.links.suite"),
                  customer: t("console.links.customer"),
                  customerHint: t("console.links.customerHint"),
                  inviter: t("console.links.inviter"),
                  inviterHint: t("console.links.inviterHint"),
                  corpId: t("console.links.corpId"),
                  corpIdHint: t("console.links.corpIdHint"),
                  days: t("console.links.days"),
                  submit: t("console.links.submit"),
                  ready: t("console.links.ready"),
                  readyHint: t("console.links.readyHint"),
                  copy: {
                    label: t("common.copy.label", { what: t("console.links.link") }),
                    done: t("common.copy.done"),
                    failed: t("common.copy.failed"),
                  },
                }}
              />
            )}
          </Card>
        ) : null}
        <Card flush title={t("console.links.list")}>
          {links.length === 0 ? (
            <EmptyState icon={MailPlus} title={t("console.links.emptyTitle")} testId="no-links">
              {t("console.links.emptyBody")}
            </EmptyState>
          ) : (
            <Table label={t("console.links.list")} minWidth={820}>
              <TableHead>
                <Th>{t("console.links.cols.customer")}</Th>
                <Th>{t("console.links.cols.suite")}</Th>
                <Th>{t("console.links.cols.state")}</Th>
                <Th>{t("console.links.cols.times")}</Th>
                <Th>
                  <span className="sr-only">{t("console.links.cols.action")}</span>
                </Th>
              </TableHead>
              <tbody>
                {links.map((link) => {
                  const status = linkStatus(link, now);
                  const code = parseErrorCode(link.failure);
                  return (
                    <Tr key={link.id} data-testid="link-row" data-status={status}>
                      <Td>
                        <div className="font-semibold">{link.customer}</div>
                        <div className="font-mono text-note text-ink-faint">{link.expectedCorpId}</div>
                      </Td>
                      <Td>{link.suiteName}</Td>
                      <Td>
                        <State tone={TONES[status]}>{t(`console.links.state.${status}`)}</State>
                        {link.corp ? (
                          <div className="text-note text-ink-soft">
                            {t("console.links.by", { corp: link.corp.name })}
                          </div>
                        ) : null}
                        {status === "failed" && code ? (
                          <div className="max-w-xs text-note text-ink-soft">
                            {errorText(code, locale)}
                            {link.errcode
                              ? ` ${t("console.links.errcode", { errcode: String(link.errcode) })}`
                              : ""}
                          </div>
                        ) : null}
                      </Td>
                      <Td className="text-note text-ink-soft">
                        <div>
                          <Time at={link.createdAt} /> ·{" "}
                          {t("console.links.madeBy", { name: link.madeByName })}
                        </div>
                        <div>
                          {t("console.links.until")} <Time at={link.expiresAt} />
                        </div>
                      </Td>
                      <Td>
                        {isOperator && isLinkOpen(link, now) ? (
                          <form action={withdrawLinkAction} className="flex justify-end">
                            <input type="hidden" name="linkId" value={link.id} />
                            <Button type="submit" size="small" look="danger">
                              {t("console.links.revoke")}
                            </Button>
                          </form>
                        ) : null}
                      </Td>
                    </Tr>
                  );
                })}
              </tbody>
            </Table>
          )}
        </Card>
      </div>
    </>
  );
}
