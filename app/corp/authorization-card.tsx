import { Building2, Tag, Users } from "lucide-react";
import { AppTile } from "@/app/_ui/app-tile";
import { ButtonLink } from "@/app/_ui/button";
import { Fact, Facts } from "@/app/_ui/card";
import { Badge, Notice, State, type Tone } from "@/app/_ui/state";
import { Time } from "@/app/_ui/time";
import type { AgentFacts } from "@/lib/core/corp-facts";
import type { Translate } from "@/lib/runtime/i18n";
import type { OwnAuthorization } from "@/lib/store/own-corp";

type Props = { authorization: OwnAuthorization; t: Translate };

const TONES: Record<OwnAuthorization["status"], Tone> = {
  active: "good",
  needs_reauthorization: "warn",
  cancelled: "off",
  purged: "off",
};

const MAX_SHOWN = 12;

/** Ids of one kind: how many, and the first of them. */
function Ids({
  icon: Icon,
  label,
  ids,
  t,
}: {
  icon: typeof Users;
  label: string;
  ids: (string | number)[];
  t: Translate;
}) {
  return (
    <div className="min-w-0 rounded-lg bg-sunken px-4 py-3">
      <p className="flex items-center gap-1.5 text-table text-ink-soft">
        <Icon aria-hidden className="size-4" />
        {label}
        <span className="ml-auto text-ink">
          {ids.length === 0 ? t("site.corp.range.none") : t("site.corp.range.count", { count: ids.length })}
        </span>
      </p>
      {ids.length > 0 ? (
        <p className="mt-1.5 flex flex-wrap gap-1.5">
          {ids.slice(0, MAX_SHOWN).map((id) => (
            <code
              key={id}
              className="rounded border border-line bg-surface px-1.5 font-mono text-note break-all text-ink-soft"
            >
              {id}
            </code>
          ))}
          {ids.length > MAX_SHOWN ? <span className="text-note text-ink-faint">…</span> : null}
        </p>
      ) : null}
    </div>
  );
}

function AgentList({ agents, t }: { agents: AgentFacts[]; t: Translate }) {
  if (agents.length === 0)
    return <p className="border-t border-line px-5 py-4 text-ink-soft">{t("site.corp.noAgents")}</p>;
  return (
    <ul>
      {agents.map((agent) => (
        <Agent key={agent.agentId} agent={agent} t={t} />
      ))}
    </ul>
  );
}

function levelText(level: number, t: Translate): string {
  const known = ["l0", "l1", "l2", "l3", "l4", "l5"] as const;
  const key = known[level];
  return key ? t(`site.corp.level.${key}`) : t("common.unknown");
}

function Agent({ agent, t }: { agent: AgentFacts; t: Translate }) {
  const { privilege } = agent;
  return (
    <li className="border-t border-line px-5 py-4" data-testid="agent">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h4 className="font-semibold">{agent.name}</h4>
        <p className="text-table text-ink-faint">
          {t("site.corp.agentId")} <code className="font-mono">{agent.agentId}</code>
        </p>
        {privilege ? (
          <p className="text-table text-ink-faint">
            {t("site.corp.level.title")} {levelText(privilege.level, t)}
          </p>
        ) : null}
      </div>
      <p className="mt-3 text-table text-ink-faint">{t("site.corp.rangeTitle")}</p>
      {privilege ? (
        <div className="mt-1.5 grid gap-3 sm:grid-cols-3" data-testid="visible-range">
          <Ids
            icon={Building2}
            label={t("site.corp.range.parties")}
            ids={[...privilege.allowParty, ...privilege.extraParty]}
            t={t}
          />
          <Ids
            icon={Users}
            label={t("site.corp.range.members")}
            ids={[...privilege.allowUser, ...privilege.extraUser]}
            t={t}
          />
          <Ids
            icon={Tag}
            label={t("site.corp.range.tags")}
            ids={[...privilege.allowTag, ...privilege.extraTag]}
            t={t}
          />
        </div>
      ) : (
        <p className="mt-1 text-ink-soft">{t("site.corp.range.shared")}</p>
      )}
    </li>
  );
}

function NextStep({ authorization, t }: Props) {
  const { status } = authorization;
  if (status === "active") return null;
  return (
    <div className="px-5 pb-4">
      <Notice
        tone={status === "needs_reauthorization" ? "warn" : "info"}
        action={
          <ButtonLink href={`/install/${authorization.suiteKey}`} size="small" rel="nofollow">
            {t("site.corp.next.again")}
          </ButtonLink>
        }
      >
        {t(status === "needs_reauthorization" ? "site.corp.next.reauthorize" : "site.corp.next.cancelled")}
      </Notice>
    </div>
  );
}

function AuthorizationFacts({ authorization, t }: Props) {
  const { authorizedBy, authMode } = authorization;
  return (
    <div className="border-t border-line px-5 py-4">
      <Facts>
        <Fact label={t("site.corp.authorizedBy")}>
          {authorizedBy?.name ?? authorizedBy?.userId ?? authorizedBy?.openUserId ?? t("common.unknown")}
        </Fact>
        <Fact label={t("site.corp.authorizedAt")}>
          <Time at={authorization.authorizedAt} />
        </Fact>
        {authMode === null ? null : (
          <Fact label={t("site.corp.mode")}>
            {authMode === 1 ? t("site.corp.modeMember") : t("site.corp.modeAdmin")}
          </Fact>
        )}
        {authorization.refreshedAt ? (
          <Fact label={t("site.corp.refreshedAt")}>
            <Time at={authorization.refreshedAt} />
          </Fact>
        ) : null}
        {authorization.cancelledAt && authorization.status === "cancelled" ? (
          <Fact label={t("site.corp.cancelledAt")}>
            <Time at={authorization.cancelledAt} />
          </Fact>
        ) : null}
      </Facts>
    </div>
  );
}

function Admins({ authorization, t, ownUserId }: Props & { ownUserId: string }) {
  const { admins } = authorization;
  return (
    <div className="border-t border-line px-5 py-4" data-testid="admins">
      <h4 className="text-table text-ink-faint">{t("site.corp.adminsTitle")}</h4>
      {admins.length === 0 ? (
        <p className="mt-1 text-ink-soft">{t("site.corp.noAdmins")}</p>
      ) : (
        <>
          <ul className="mt-1.5 grid gap-x-12 gap-y-1.5 sm:grid-cols-2">
            {admins.map((admin) => (
              <li key={admin.userId} className="flex items-center justify-between gap-3">
                <span className="min-w-0 truncate font-mono text-table" title={admin.userId}>
                  {admin.userId}
                  {admin.userId === ownUserId ? (
                    <span className="font-sans text-ink-faint">（{t("site.corp.you")}）</span>
                  ) : null}
                </span>
                <span className="text-table">
                  <State tone={admin.authType === 1 ? "good" : "off"}>
                    {admin.authType === 1 ? t("site.corp.adminManage") : t("site.corp.adminUse")}
                  </State>
                </span>
              </li>
            ))}
          </ul>
          <p className="mt-2 text-note text-ink-faint">{t("site.corp.adminsHint")}</p>
        </>
      )}
    </div>
  );
}

/** One suite that this enterprise authorised: state, what to do, its apps with their range, admins, who and when. */
export function AuthorizationCard({ authorization, t, ownUserId }: Props & { ownUserId: string }) {
  const { agents, status } = authorization;
  // After a cancellation WeCom tells nothing more, and what it told before is no longer true.
  const isOver = status === "cancelled" || status === "purged";
  return (
    <section
      className="overflow-hidden rounded-xl border border-line bg-surface"
      data-testid={`authorization-${authorization.suiteKey}`}
    >
      <header className="flex items-center gap-3.5 px-5 py-4">
        <AppTile name={authorization.suiteName} />
        <h3 className="min-w-0 flex-1 text-lead font-semibold">{authorization.suiteName}</h3>
        <Badge tone={TONES[status]} testId="authorization-status">
          {t(`common.status.${status}`)}
        </Badge>
      </header>
      <NextStep authorization={authorization} t={t} />
      {isOver ? null : <AgentList agents={agents} t={t} />}
      {isOver ? null : <Admins authorization={authorization} t={t} ownUserId={ownUserId} />}
      <AuthorizationFacts authorization={authorization} t={t} />
    </section>
  );
}
