import { KeyRound } from "lucide-react";
import { ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { PageHead } from "@/app/console/_parts/page-head";
import { CreateKeyForm } from "@/app/console/(staff)/keys/create-key-form";
import { KeyRow } from "@/app/console/(staff)/keys/key-row";
import { callGroupTexts, limitTexts, shownTexts } from "@/app/console/(staff)/keys/key-texts";
import { API_SCOPES, EVERYTHING } from "@/lib/core/api-scopes";
import { KEY_LIMITS } from "@/lib/core/key-limits";
import { PROXY_GROUPS } from "@/lib/core/proxy-groups";
import { EXPIRY_DAYS, listApiKeys } from "@/lib/features/keys/manage-keys";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

/** Keys of the provider's programs: made by owners, shown once, ended by operators. */
export default async function KeysPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t }, query] = [await getDeps(), await getTranslator(), await readQuery(searchParams)];
  const [keys, suites] = [await listApiKeys(deps, principal), await deps.store.suites.listSuites()];
  const now = deps.clock.now();
  const isOwner = isAtLeast(principal.role, "owner");
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
              shown={shownTexts(t)}
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
              groups={PROXY_GROUPS.map((one) => ({ value: one, text: t(`console.apiKeys.group.${one}`) }))}
              groupTexts={callGroupTexts(t)}
              limits={{ texts: limitTexts(t), bounds: KEY_LIMITS }}
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
                <KeyRow key={one.id} one={one} now={now} t={t} principal={principal} />
              ))}
            </ul>
          )}
        </Card>
      </div>
    </>
  );
}
