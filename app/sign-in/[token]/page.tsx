import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AppTile } from "@/app/_ui/app-tile";
import { Button } from "@/app/_ui/button";
import { Fact, Facts } from "@/app/_ui/card";
import { Notice } from "@/app/_ui/state";
import { roleText } from "@/app/sign-in/role-text";
import { SiteShell } from "@/app/site-shell";
import { describeSignIn, type SignInOffer } from "@/lib/features/sign-in/continue-sign-in";
import { getPageTokens } from "@/lib/runtime/admin-session";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator, type Translate } from "@/lib/runtime/i18n";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  return { title: t("site.signIn.confirm.title"), robots: { index: false } };
}

function CurrentSession({ offer, t }: { offer: SignInOffer; t: Translate }) {
  const { current } = offer;
  if (!current) return null;
  const name = current.userName ?? t("site.signIn.confirm.unnamed");
  return (
    <div className="mt-5">
      <Notice tone={current.isSameCorp ? "info" : "warn"} testId="other-session">
        {current.isSameCorp
          ? t("site.signIn.confirm.same", { name })
          : t("site.signIn.confirm.other", { corp: current.corpName, name, nextCorp: offer.corpName })}
      </Notice>
    </div>
  );
}

/** Who you are about to be. Nothing is signed in before the button is pressed (threat D4). */
export default async function ConfirmSignInPage({ params }: { params: Promise<{ token: string }> }) {
  const [{ token }, deps, { t }] = [await params, await getDeps(), await getTranslator()];
  const offer = await describeSignIn(deps, { pageToken: token, ...(await getPageTokens()) });
  if (!offer) redirect("/sign-in/failed?code=sign_in.expired");
  const role = roleText(offer.userType, t);
  const name = offer.userName ?? t("site.signIn.confirm.unnamed");
  return (
    <SiteShell>
      <section className="rounded-2xl border border-line bg-surface px-6 py-8 shadow-raised sm:px-10 sm:py-10">
        <AppTile name={offer.corpName} className="size-14 text-headline" />
        <h1 className="mt-5 text-headline font-semibold">{t("site.signIn.confirm.title")}</h1>
        <p className="mt-2 text-lead text-ink-soft">{t("site.signIn.confirm.lead")}</p>
        <div className="mt-6 rounded-xl border border-line px-5 py-4">
          <Facts>
            <Fact label={t("site.signIn.confirm.corp")}>
              <strong className="font-semibold" data-testid="sign-in-corp">
                {offer.corpName}
              </strong>
            </Fact>
            <Fact label={t("site.signIn.confirm.person")}>
              <span data-testid="sign-in-person" className="break-all">
                {name}
              </span>
              <span className="text-ink-faint"> · {role}</span>
            </Fact>
            <Fact label={t("site.signIn.confirm.app")}>{offer.suiteName}</Fact>
          </Facts>
        </div>
        <CurrentSession offer={offer} t={t} />
        <form method="post" action={`/sign-in/${token}/continue`} className="mt-7">
          <Button
            type="submit"
            look="primary"
            size="large"
            data-testid="continue-sign-in"
            className="w-full sm:w-auto"
          >
            {t("site.signIn.confirm.button")}
          </Button>
        </form>
        <p className="mt-4 text-table text-ink-faint">{t("site.signIn.confirm.notYou")}</p>
      </section>
    </SiteShell>
  );
}
