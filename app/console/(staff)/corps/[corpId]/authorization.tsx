import { RefreshCw } from "lucide-react";
import { Button } from "@/app/_ui/button";
import { Card, Fact, Facts } from "@/app/_ui/card";
import { Notice, State } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Time } from "@/app/_ui/time";
import { CorpStatus, CorpTokenState } from "@/app/console/_parts/states";
import { refreshAuthorizationAction } from "@/app/console/(staff)/actions";
import type { AgentFacts } from "@/lib/core/corp-facts";
import type { ShownCorp } from "@/lib/features/console/show-corp";
import type { Translate } from "@/lib/runtime/i18n";

const LEVELS = ["0", "1", "2", "3", "4", "5"] as const;

function levelText(agent: AgentFacts, t: Translate): string {
  if (!agent.privilege) return t("console.corp.level.none");
  const level = LEVELS.find((one) => one === String(agent.privilege?.level));
  return level
    ? t(`console.corp.level.${level}`)
    : t("console.corp.level.unknown", { level: String(agent.privilege.level) });
}

function Agents({ agents, suiteName, t }: { agents: AgentFacts[]; suiteName: string; t: Translate }) {
  if (agents.length === 0) return <p className="px-5 py-4 text-ink-soft">{t("console.corp.noAgents")}</p>;
  return (
    <Table label={`${suiteName} · ${t("console.corp.agents")}`} minWidth={560}>
      <TableHead>
        <Th>{t("console.corp.agentCols.name")}</Th>
        <Th>{t("console.corp.agentCols.agentId")}</Th>
        <Th>{t("console.corp.agentCols.level")}</Th>
        <Th>{t("console.corp.agentCols.range")}</Th>
      </TableHead>
      <tbody>
        {agents.map((agent) => (
          <Tr key={agent.agentId}>
            <Td className="font-semibold">{agent.name}</Td>
            <Td className="font-mono">
              {agent.agentId}
              {agent.appId === null ? null : <span className="text-ink-faint"> · appid {agent.appId}</span>}
            </Td>
            <Td>{levelText(agent, t)}</Td>
            <Td className="text-ink-soft">
              {agent.privilege
                ? t("console.corp.range", {
                    parties: String(agent.privilege.allowParty.length),
                    users: String(agent.privilege.allowUser.length),
                    tags: String(agent.privilege.allowTag.length),
                  })
                : t("console.corps.none")}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function isKnownReason(reason: string | null): reason is "permanent_code_dead" | "corp_dissolved" {
  return reason === "permanent_code_dead" || reason === "corp_dissolved";
}

/** One suite of this enterprise: state, who authorised, apps with privileges, administrators, token. */
export function AuthorizationCard({
  corpRowId,
  one,
  now,
  mayRefresh,
  t,
}: {
  corpRowId: string;
  one: ShownCorp["authorizations"][number];
  now: Date;
  mayRefresh: boolean;
  t: Translate;
}) {
  const token = one.tokens.find((each) => each.kind === "corp");
  const source =
    one.source !== null && ["redirect", "create_auth", "reset_permanent_code"].includes(one.source)
      ? t(`console.corp.sources.${one.source as "redirect"}`)
      : one.source;
  return (
    <Card
      flush
      data-testid="authorization"
      title={
        <span className="flex flex-wrap items-center gap-2">
          <a href={`/console/suites/${one.suiteKey}`} className="hover:underline">
            {one.suiteName}
          </a>
          <CorpStatus status={one.status} t={t} />
        </span>
      }
      action={
        mayRefresh && one.status === "active" ? (
          <form action={refreshAuthorizationAction}>
            <input type="hidden" name="corpRowId" value={corpRowId} />
            <input type="hidden" name="authorizationId" value={one.id} />
            <Button
              type="submit"
              size="small"
              icon={<RefreshCw aria-hidden className="size-4" />}
              data-testid="refresh-authorization"
            >
              {t("console.corp.refresh")}
            </Button>
          </form>
        ) : null
      }
    >
      <div className="px-5 py-4">
        {one.status === "needs_reauthorization" && isKnownReason(one.statusReason) ? (
          <div className="mb-4">
            <Notice tone="warn" testId="status-reason">
              {t(`console.corpReason.${one.statusReason}`)}
            </Notice>
          </div>
        ) : null}
        <Facts>
          <Fact label={t("console.corp.authorizedAt")}>
            <Time at={one.authorizedAt} />
            <span className="ml-3 text-table text-ink-faint">
              {t("console.corp.generation", { count: String(one.generation) })}
            </span>
          </Fact>
          <Fact label={t("console.corp.authorizedBy")}>
            {one.authorizedBy?.name ??
              one.authorizedBy?.userId ??
              one.authorizedBy?.openUserId ??
              t("common.unknown")}
          </Fact>
          {source ? <Fact label={t("console.corp.source")}>{source}</Fact> : null}
          <Fact label={t("console.corp.token")}>
            <CorpTokenState
              token={{ expiresAt: token?.expiresAt ?? null, errcode: token?.lastErrcode ?? null }}
              now={now}
              t={t}
            />
            {token?.fingerprint ? (
              <div className="text-table text-ink-faint">
                {t("console.corp.fingerprint")}{" "}
                <code className="font-mono" data-testid="corp-token-fingerprint">
                  {token.fingerprint}
                </code>
                {token.expiresAt ? (
                  <>
                    {" "}
                    · {t("console.corp.expiresAt")} <Time at={token.expiresAt} />
                  </>
                ) : null}
                {token.fetchedAt ? (
                  <>
                    {" "}
                    · {t("console.corp.fetchedAt")} <Time at={token.fetchedAt} />
                  </>
                ) : null}
              </div>
            ) : null}
          </Fact>
          <Fact label={t("console.corp.permanentCode")}>
            {one.hasPermanentCode ? (
              <State tone="good">{t("console.corp.permanentCodeSet")}</State>
            ) : (
              <State tone="off">{t("console.corp.permanentCodeGone")}</State>
            )}
          </Fact>
          <Fact label={t("console.corp.refreshedAt")}>
            {one.refreshedAt ? <Time at={one.refreshedAt} /> : t("console.corp.never")}
          </Fact>
          {one.edition.length > 0 ? (
            <Fact label={t("console.corp.edition")}>
              {one.edition.map((each) => (
                <div key={each.agentId ?? each.editionId}>
                  {each.editionName ?? each.editionId}
                  {each.expiredTime ? (
                    <>
                      {" "}
                      · {t("console.corp.editionUntil")} <Time at={new Date(each.expiredTime * 1000)} />
                    </>
                  ) : null}
                </div>
              ))}
            </Fact>
          ) : null}
          {one.dealer ? <Fact label={t("console.corp.dealer")}>{one.dealer.name}</Fact> : null}
          <Fact label={t("console.corp.admins")}>
            {one.admins.length === 0 ? (
              <span className="text-ink-soft">{t("console.corp.noAdmins")}</span>
            ) : (
              <ul>
                {one.admins.map((each) => (
                  <li key={each.userId}>
                    <code className="font-mono text-table">{each.userId}</code>
                    <span className="ml-2 text-table text-ink-faint">
                      {t(each.authType === 1 ? "console.corp.adminManage" : "console.corp.adminUse")}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Fact>
        </Facts>
      </div>
      <h3 className="border-t border-line px-5 pt-3 pb-2 text-body font-semibold text-ink">
        {t("console.corp.agents")}
      </h3>
      <Agents agents={one.agents} suiteName={one.suiteName} t={t} />
    </Card>
  );
}
