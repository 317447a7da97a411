import { FileCheck, KeyRound, ShieldCheck } from "lucide-react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card, Fact, Facts } from "@/app/_ui/card";
import { LivePulse } from "@/app/_ui/live-pulse";
import { Notice, State } from "@/app/_ui/state";
import { Time } from "@/app/_ui/time";
import { KeysCard } from "@/app/console/_parts/keys-card";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { ActionNotice } from "@/app/console/_parts/notice";
import { PageHead } from "@/app/console/_parts/page-head";
import { SelfTest } from "@/app/console/_parts/self-test";
import { SetupNotice } from "@/app/console/_parts/setup-notice";
import { SuiteTokenState } from "@/app/console/_parts/states";
import {
  openProviderProofWindowAction,
  tryProviderTokenAction,
} from "@/app/console/(staff)/provider/actions";
import { ProviderForm } from "@/app/console/(staff)/provider/provider-form";
import { Addresses } from "@/app/console/(staff)/suites/[suite]/addresses";
import { showProvider } from "@/lib/features/setup/save-provider";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

/** The provider itself: corp id, secret, the provider-level URL with its own keys, the address we call out from. */
export default async function ProviderPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t, locale }, query] = [
    await getDeps(),
    await getTranslator(),
    await readQuery(searchParams),
  ];
  const provider = await showProvider(deps, principal);
  const now = deps.clock.now();
  const isOwner = isAtLeast(principal.role, "owner");
  const canTry = isAtLeast(principal.role, "operator");
  const { portalUrl } = deps.addresses;
  const url = `${portalUrl.replace(/\/+$/, "")}/wecom/_provider/command`;
  const isWindowOpen = provider.proofWindowUntil !== null && provider.proofWindowUntil > now;

  return (
    <>
      <LivePulse url="/console/provider/pulse" />
      <PageHead title={t("console.providerPage.title")} lead={t("console.providerPage.lead")}>
        <ButtonLink href="/console/domain-files" icon={<FileCheck aria-hidden className="size-4" />}>
          {t("console.providerPage.domainFiles")}
        </ButtonLink>
      </PageHead>
      <ActionNotice name={query.notice} t={t} />
      <SetupNotice query={query} errcode={provider.token.errcode} t={t} locale={locale} />
      <div className="grid gap-6">
        {isOwner ? null : <Notice tone="info">{t("console.providerPage.ownerOnly")}</Notice>}
        <Card
          title={t("console.providerPage.facts")}
          action={
            canTry && provider.corpId && provider.hasSecret ? (
              <form action={tryProviderTokenAction}>
                <Button
                  type="submit"
                  size="small"
                  icon={<KeyRound aria-hidden className="size-4" />}
                  data-testid="try-provider-token"
                >
                  {t("console.providerPage.tryToken")}
                </Button>
              </form>
            ) : null
          }
        >
          <div className="space-y-5">
            {isOwner ? (
              <ProviderForm
                corpId={provider.corpId}
                texts={{
                  corpId: t("console.providerPage.corpId"),
                  corpIdHint: t("console.providerPage.corpIdHint"),
                  secret: t("console.providerPage.secret"),
                  secretHint: t(
                    provider.hasSecret ? "console.secretForm.secretSet" : "console.providerPage.secretHint",
                  ),
                  secretState: t(provider.hasSecret ? "console.suites.secretSet" : "console.suites.missing"),
                  submit: t("console.providerPage.submit"),
                }}
              />
            ) : null}
            <Facts>
              {isOwner ? null : (
                <>
                  <Fact label={t("console.providerPage.corpId")}>
                    {provider.corpId ?? <State tone="wait">{t("console.suites.missing")}</State>}
                  </Fact>
                  <Fact label={t("console.providerPage.secret")}>
                    <State tone={provider.hasSecret ? "good" : "wait"}>
                      {t(provider.hasSecret ? "console.suites.secretSet" : "console.suites.missing")}
                    </State>
                  </Fact>
                </>
              )}
              <Fact label={t("console.providerPage.token")}>
                <SuiteTokenState token={provider.token} now={now} t={t} />
              </Fact>
              <Fact label={t("console.providerPage.egress")}>
                {provider.refusedAddress ? (
                  <span>
                    {t("console.providerPage.egressRefused", { address: provider.refusedAddress.address })}{" "}
                    <span className="text-ink-faint">
                      <Time at={provider.refusedAddress.at} />
                    </span>
                  </span>
                ) : (
                  <span className="text-ink-soft">{t("console.providerPage.egressNone")}</span>
                )}
              </Fact>
            </Facts>
          </div>
        </Card>
        <Card
          id="addresses"
          title={t("console.providerPage.url")}
          hint={t("console.providerPage.urlHint")}
          flush
          action={
            isOwner ? (
              <form action={openProviderProofWindowAction}>
                <Button
                  type="submit"
                  size="small"
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
            rows={[{ field: "provider", value: url, channel: "provider", note: null }]}
            proofs={provider.proof ? [provider.proof] : []}
            refusals={provider.refusals}
            ipRefusedAt={null}
            now={now}
            t={t}
          />
          {isWindowOpen && provider.proofWindowUntil ? (
            <div className="border-t border-line bg-sunken px-5 py-3 text-table">
              <State tone="info">
                {t("console.suites.proofOpen")} <Time at={provider.proofWindowUntil} />
              </State>
            </div>
          ) : null}
        </Card>
        <KeysCard owner="_provider" keys={provider.keys} canEdit={isOwner} now={now} t={t} />
        {canTry && provider.keys.length > 0 ? <SelfTest owner="_provider" t={t} /> : null}
      </div>
    </>
  );
}
