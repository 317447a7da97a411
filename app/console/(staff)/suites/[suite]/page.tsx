import { KeyRound, ShieldCheck } from "lucide-react";
import { notFound } from "next/navigation";
import { Button } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { LivePulse } from "@/app/_ui/live-pulse";
import { State } from "@/app/_ui/state";
import { Time } from "@/app/_ui/time";
import { KeysCard } from "@/app/console/_parts/keys-card";
import { type Query, readQuery, stepLinks } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { SelfTest } from "@/app/console/_parts/self-test";
import { SetupNotice } from "@/app/console/_parts/setup-notice";
import { SetupSteps } from "@/app/console/_parts/setup-steps";
import { openProofWindowAction } from "@/app/console/(staff)/actions";
import { Addresses } from "@/app/console/(staff)/suites/[suite]/addresses";
import { FactsCard } from "@/app/console/(staff)/suites/[suite]/facts-card";
import { DetailsForm, SecretsForm } from "@/app/console/(staff)/suites/[suite]/suite-forms";
import { SuiteHead } from "@/app/console/(staff)/suites/[suite]/suite-head";
import { trySuiteTokenAction } from "@/app/console/(staff)/suites/actions";
import { formatTime } from "@/lib/core/format-time";
import { checksFreeUntil, showSuite } from "@/lib/features/console/suites";
import { pastePlace, pasteRows } from "@/lib/features/setup/paste-sheet";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const PUBLISHED = ["unknown", "yes", "no"] as const;

/** One suite on its way from "does not verify" to "works": what to paste at the left, what has arrived at the right. */
export default async function SuitePage({
  params,
  searchParams,
}: {
  params: Promise<{ suite: string }>;
  searchParams: Query;
}) {
  const principal = await requireStaff();
  const [deps, { t, locale }, { suite: key }, query] = [
    await getDeps(),
    await getTranslator(),
    await params,
    await readQuery(searchParams),
  ];
  const found = await showSuite(deps, principal, key);
  if (!found.ok) notFound();
  const { suite, keys, refusedAddress, refusals } = found.value;
  const now = deps.clock.now();
  const freeUntil = checksFreeUntil(suite, keys);
  const isWindowOpen = suite.proofWindowUntil !== null && suite.proofWindowUntil > now;
  const canEdit = isAtLeast(principal.role, "operator");
  const { portalUrl } = deps.addresses;

  return (
    <>
      <LivePulse url={`/console/suites/${suite.key}/pulse`} />
      <SuiteHead suite={suite} here="setup" role={principal.role} t={t} />
      <ActionNotice name={query.notice} t={t} />
      <SetupNotice query={query} errcode={suite.facts.tokenErrcode} t={t} locale={locale} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-6 max-xl:order-2">
          <Card
            id="addresses"
            title={t("console.suites.addresses")}
            hint={t(`console.paste.where.${pastePlace(suite)}`)}
            flush
            action={
              canEdit && freeUntil <= now ? (
                <form action={openProofWindowAction}>
                  <input type="hidden" name="suite" value={suite.key} />
                  <Button
                    type="submit"
                    size="small"
                    look="plain"
                    icon={<ShieldCheck aria-hidden className="size-4" />}
                    data-testid="open-proof-window"
                  >
                    {t("console.suites.proof")}
                  </Button>
                </form>
              ) : null
            }
          >
            <Addresses
              rows={pasteRows(suite, portalUrl, refusedAddress?.address ?? null)}
              proofs={suite.proofs}
              refusals={refusals}
              ipRefusedAt={refusedAddress ? formatTime(refusedAddress.at) : null}
              now={now}
              t={t}
            />
            <div className="border-t border-line bg-sunken px-5 py-3 text-table text-ink-soft">
              {freeUntil > now ? (
                t("console.suites.proofFree", { until: formatTime(freeUntil) })
              ) : isWindowOpen && suite.proofWindowUntil ? (
                <State tone="info">
                  {t("console.suites.proofOpen")} <Time at={suite.proofWindowUntil} />
                </State>
              ) : (
                t("console.suites.proofHint")
              )}
            </div>
          </Card>
          <KeysCard owner={suite.key} keys={keys} canEdit={canEdit} now={now} t={t} />
          {canEdit ? <SelfTest owner={suite.key} t={t} /> : null}
          <Card
            id="secret"
            title={t("console.secretForm.title")}
            hint={t("console.secretForm.hint")}
            action={
              canEdit && suite.suiteId && suite.hasSuiteSecret ? (
                <form action={trySuiteTokenAction}>
                  <input type="hidden" name="suite" value={suite.key} />
                  <Button
                    type="submit"
                    size="small"
                    title={t("console.secretForm.tryHint")}
                    icon={<KeyRound aria-hidden className="size-4" />}
                    data-testid="try-suite-token"
                  >
                    {t("console.secretForm.tryToken")}
                  </Button>
                </form>
              ) : null
            }
          >
            {canEdit ? (
              <SecretsForm
                suite={suite.key}
                suiteId={suite.suiteId}
                texts={{
                  suiteId: t("console.secretForm.suiteId"),
                  secret: t("console.secretForm.secret"),
                  secretHint: suite.hasSuiteSecret
                    ? t("console.secretForm.secretSet")
                    : t("console.suites.missing"),
                  submit: t("console.secretForm.submit"),
                }}
              />
            ) : (
              <State tone={suite.suiteId && suite.hasSuiteSecret ? "good" : "wait"}>
                {suite.suiteId && suite.hasSuiteSecret
                  ? `${suite.suiteId} · ${t("console.suites.secretSet")}`
                  : t("console.suites.missing")}
              </State>
            )}
          </Card>
          <FactsCard suite={suite} portalUrl={portalUrl} now={now} t={t} />
          {canEdit ? (
            <Card id="details" title={t("console.detailsForm.title")}>
              <DetailsForm
                suite={suite.key}
                values={{
                  name: suite.name,
                  installAuthType: String(suite.installAuthType),
                  isPublished: suite.isPublished === null ? "unknown" : suite.isPublished ? "yes" : "no",
                  completionDomain: suite.completionDomain ?? "",
                  isIndividualOwned: suite.isIndividualOwned ? "yes" : "no",
                }}
                texts={{
                  name: t("console.detailsForm.name"),
                  authType: t("console.detailsForm.authType"),
                  authTypes: [
                    { value: "0", text: t("console.detailsForm.authTypes.live") },
                    { value: "1", text: t("console.detailsForm.authTypes.test") },
                  ],
                  published: t("console.detailsForm.published"),
                  publishedStates: PUBLISHED.map((one) => ({
                    value: one,
                    text: t(`console.detailsForm.publishedStates.${one}`),
                  })),
                  completionDomain: t("console.detailsForm.completionDomain"),
                  completionHint: t("console.detailsForm.completionHint"),
                  owner: t("console.detailsForm.owner"),
                  ownerHint: t("console.detailsForm.ownerHint"),
                  owners: [
                    { value: "no", text: t("console.detailsForm.owners.company") },
                    { value: "yes", text: t("console.detailsForm.owners.individual") },
                  ],
                  submit: t("console.detailsForm.submit"),
                }}
              />
            </Card>
          ) : null}
        </div>
        <div className="max-xl:order-1 xl:sticky xl:top-6">
          <Card title={t("console.suites.setup")}>
            <SetupSteps steps={suite.steps} links={stepLinks(suite.key)} locale={locale} t={t} />
          </Card>
        </div>
      </div>
    </>
  );
}
