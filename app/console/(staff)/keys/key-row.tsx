import { Badge, type Tone } from "@/app/_ui/state";
import { Time } from "@/app/_ui/time";
import { Ago } from "@/app/console/_parts/ago";
import { RevokeKeyForm, RotateKeyForm } from "@/app/console/(staff)/keys/key-forms";
import { limitTexts, shownTexts } from "@/app/console/(staff)/keys/key-texts";
import { KeyLimitsForm } from "@/app/console/(staff)/keys/limits-form";
import { expandGroups, expandScopes, groupOfScope } from "@/lib/core/api-scopes";
import { KEY_LIMITS } from "@/lib/core/key-limits";
import { type KeyState, keyState, OVERLAP_HOURS } from "@/lib/features/keys/manage-keys";
import { isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { Translate } from "@/lib/runtime/i18n";
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

/** What a key may call and how much, where that is less or other than what every key may. */
function Bounds({ one, t }: { one: ApiKey; t: Translate }) {
  const groups = [...(expandGroups(one.scopes) ?? [])];
  const isMoot = groups.length > 0 && expandScopes(one.scopes).has("tokens:read");
  const limits = (["callsPerMinute", "cachedPerMinute"] as const).flatMap((name) => {
    const count = one[name];
    return count === null ? [] : t(`console.apiKeys.limits.of.${name}`, { count });
  });
  return (
    <>
      {groups.length > 0 ? (
        <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1" data-testid="key-groups">
          <dt className="text-note text-ink-faint">{t("console.apiKeys.calls.legend")}</dt>
          <dd className="flex min-w-0 flex-wrap gap-1">
            {groups.map((group) => (
              <span key={group} className="rounded bg-sunken px-1.5 py-0.5 text-note text-ink">
                {t(`console.apiKeys.group.${group}`)}{" "}
                <code className="font-mono break-all text-ink-soft">{group}</code>
              </span>
            ))}
          </dd>
          {isMoot ? (
            <dd className="basis-full text-note text-warn">{t("console.apiKeys.calls.mootShort")}</dd>
          ) : null}
        </div>
      ) : null}
      {limits.length > 0 ? (
        <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1" data-testid="key-limits">
          <dt className="text-note text-ink-faint">{t("console.apiKeys.limits.legend")}</dt>
          <dd className="text-note text-ink">{limits.join(t("console.apiKeys.limits.and"))}</dd>
        </div>
      ) : null}
    </>
  );
}

/** One key of the list, with what the reader may do to it. */
export function KeyRow({
  one,
  now,
  t,
  principal,
}: {
  one: ApiKey;
  now: Date;
  t: Translate;
  principal: StaffPrincipal;
}) {
  const state = keyState(one, now);
  const isLive = state === "active" || state === "rotating";
  const mayRevoke = isLive && isAtLeast(principal.role, "operator");
  const mayChange = isLive && one.source === "console" && isAtLeast(principal.role, "owner");
  const isInGroups = expandGroups(one.scopes) !== null;
  const scopes = one.scopes.filter((word) => !isInGroups || groupOfScope(word) === null);
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
        {scopes.length > 0 ? <Words label={t("console.apiKeys.scopes")} list={scopes} /> : null}
        <Bounds one={one} t={t} />
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
      {mayRevoke || mayChange ? (
        <details className="mt-3">
          <summary className="cursor-pointer text-table text-accent" data-testid="manage-key">
            {t("console.apiKeys.manage")}
          </summary>
          <div className="mt-3 grid gap-5 lg:grid-cols-2">
            {mayChange ? (
              <div className="lg:col-span-2">
                <KeyLimitsForm
                  keyId={one.id}
                  now={{ callsPerMinute: one.callsPerMinute, cachedPerMinute: one.cachedPerMinute }}
                  texts={limitTexts(t)}
                  bounds={KEY_LIMITS}
                  submit={t("console.apiKeys.limits.submit")}
                />
              </div>
            ) : null}
            {mayChange ? (
              <RotateKeyForm
                keyId={one.id}
                shown={shownTexts(t)}
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
