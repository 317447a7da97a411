import { KeyRound } from "lucide-react";
import { ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Badge, type Tone } from "@/app/_ui/state";
import { Time } from "@/app/_ui/time";
import { Ago } from "@/app/console/_parts/ago";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { PageHead } from "@/app/console/_parts/page-head";
import {
  CreateKeyForm,
  RevokeKeyForm,
  RotateKeyForm,
  type ShownTexts,
} from "@/app/console/(staff)/keys/key-forms";
import { API_SCOPES, EVERYTHING } from "@/lib/core/api-scopes";
import {
  EXPIRY_DAYS,
  type KeyState,
  keyState,
  listApiKeys,
  OVERLAP_HOURS,
} from "@/lib/features/keys/manage-keys";
import { isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator, type Translate } from "@/lib/runtime/i18n";
import type { ApiKey } from "@/lib/store/api-keys";

const TONES: Record<KeyState, Tone> = { active: "good", rotating: "wait", expired: "off", revoked: "off" };

function Words({ label, list }: { label: string; list: string[] }) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
      <dt className="text-note text-ink-faint">{label}</dt>
      <dd className="flex min-w-0 flex-wrap gap-1">
        {list.map((one) => (
          <code key={one} className="rounded bg-sunken px-1.5 py-0.5 font-mono text-note break-all text-ink">
            {one}
          </code>
        ))}
      </dd>
    </div>
  );
}

function KeyRow({
  one,
  now,
  t,
  principal,
  shown,
}: {
  one: ApiKey;
  now: Date;
  t: Translate;
  principal: StaffPrincipal;
  shown: ShownTexts;
}) {
  const state = keyState(one, now);
  const isLive = state === "active" || state === "rotating";
  const mayRevoke = isLive && isAtLeast(principal.role, "operator");
  const mayRotate = isLive && one.source === "console" && isAtLeast(principal.role, "owner");
  return (
    <li className="border-b border-line px-5 py-4 last:border-b-0" data-testid="key-row" data-name={one.name}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold break-all text-ink">{one.name}</h3>
        <code className="font-mono text-note text-ink-faint">{one.shown}…</code>
        <Badge tone={TONES[state]} testId="key-state">
          {t(`console.apiKeys.state.${state}`)}
        </Badge>
        {one.source === "file" ? <Badge tone="info">{t("console.apiKeys.fromFile")}</Badge> : null}
      </div>
      <dl className="mt-2 grid gap-1.5">
        <Words label={t("console.apiKeys.scopes")} list={one.scopes} />
        <Words label={t("console.apiKeys.suites")} list={one.suiteKeys} />
        {one.corpIds.length > 0 ? <Words label={t("console.apiKeys.corps")} list={one.corpIds} /> : null}
      </dl>
      <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-note text-ink-faint">
        <span>
          {t("console.apiKeys.lastUsed")}{" "}
          {one.lastUsedAt ? <Ago at={one.lastUsedAt} now={now} t={t} /> : t("console.apiKeys.never")}
        </span>
        <span>
          {t("console.apiKeys.created")} <Time at={one.createdAt} />
          {one.createdByName ? ` · ${one.createdByName}` : ""}
        </span>
        <span>
          {t("console.apiKeys.expires")}{" "}
          {one.expiresAt ? <Time at={one.expiresAt} /> : t("console.apiKeys.noExpiry")}
        </span>
        {state === "rotating" && one.oldSecretUntil ? (
          <span>
            {t("console.apiKeys.oldUntil")} <Time at={one.oldSecretUntil} />
          </span>
        ) : null}
        {one.revokedAt ? (
          <span>
            {t("console.apiKeys.revokedAt")} <Time at={one.revokedAt} />
          </span>
        ) : null}
      </p>
      {mayRevoke || mayRotate ? (
        <details className="mt-3">
          <summary className="cursor-pointer text-table text-accent" data-testid="manage-key">
            {t("console.apiKeys.manage")}
          </summary>
          <div className="mt-3 grid gap-5 lg:grid-cols-2">
            {mayRotate ? (
              <RotateKeyForm
                keyId={one.id}
                shown={shown}
                texts={{
                  open: t("console.apiKeys.rotate"),
                  overlap: t("console.apiKeys.overlap"),
                  submit: t("console.apiKeys.rotate"),
                }}
                overlaps={OVERLAP_HOURS.map((hours) => ({
                  value: String(hours),
                  text:
                    hours === 0
                      ? t("console.apiKeys.overlapNone")
                      : t("console.apiKeys.overlapHours", { hours }),
                }))}
              />
            ) : null}
            {mayRevoke ? (
              <RevokeKeyForm
                keyId={one.id}
                name={one.name}
                texts={{
                  label: t("console.apiKeys.typeName", { name: one.name }),
                  hint: t("console.apiKeys.revokeHint"),
                  submit: t("console.apiKeys.revoke"),
                }}
              />
            ) : null}
          </div>
        </details>
      ) : null}
    </li>
  );
}

/** Keys of the provider's programs: made by owners, shown once, ended by operators. */
export default async function KeysPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t }, query] = [await getDeps(), await getTranslator(), await readQuery(searchParams)];
  const [keys, suites] = [await listApiKeys(deps, principal), await deps.store.suites.listSuites()];
  const now = deps.clock.now();
  const isOwner = isAtLeast(principal.role, "owner");
  const shown: ShownTexts = {
    title: t("console.apiKeys.ready"),
    hint: t("console.apiKeys.readyHint"),
    copy: {
      label: t("common.copy.label", { what: t("console.apiKeys.key") }),
      done: t("common.copy.done"),
      failed: t("common.copy.failed"),
    },
  };
  return (
    <>
      <PageHead title={t("console.apiKeys.title")} lead={t("console.apiKeys.lead")}>
        <ButtonLink href="/console/api">{t("console.apiKeys.toApi")}</ButtonLink>
      </PageHead>
      <ActionNotice name={query.notice} t={t} />
      <div className="grid gap-6">
        {isOwner ? (
          <Card title={t("console.apiKeys.create")} hint={t("console.apiKeys.createHint")}>
            <CreateKeyForm
              shown={shown}
              texts={{
                name: t("console.apiKeys.name"),
                nameHint: t("console.apiKeys.nameHint"),
                suites: t("console.apiKeys.suites"),
                scopes: t("console.apiKeys.scopes"),
                corps: t("console.apiKeys.corps"),
                corpsHint: t("console.apiKeys.corpsHint"),
                expiry: t("console.apiKeys.expires"),
                submit: t("console.apiKeys.createSubmit"),
              }}
              suites={[
                ...suites.map((one) => ({
                  value: one.key as string,
                  text: one.name,
                  hint: one.key as string,
                })),
                {
                  value: EVERYTHING,
                  text: t("console.apiKeys.everySuite"),
                  hint: t("console.apiKeys.everySuiteHint"),
                },
              ]}
              scopes={API_SCOPES.map((one) => ({
                value: one,
                text: one,
                hint: t(`console.apiKeys.scope.${one}`),
              }))}
              expiries={[
                ...EXPIRY_DAYS.map((days) => ({
                  value: String(days),
                  text: t("console.apiKeys.days", { days }),
                })),
                { value: "0", text: t("console.apiKeys.noExpiry") },
              ]}
            />
          </Card>
        ) : null}
        <Card flush title={t("console.apiKeys.list")}>
          {keys.length === 0 ? (
            <EmptyState icon={KeyRound} title={t("console.apiKeys.emptyTitle")} testId="no-keys">
              {t(isOwner ? "console.apiKeys.emptyBody" : "console.apiKeys.emptyBodyOther")}
            </EmptyState>
          ) : (
            <ul>
              {keys.map((one) => (
                <KeyRow key={one.id} one={one} now={now} t={t} principal={principal} shown={shown} />
              ))}
            </ul>
          )}
        </Card>
      </div>
    </>
  );
}
