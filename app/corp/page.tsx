import { LogOut } from "lucide-react";
import type { Metadata } from "next";
import { AppTile } from "@/app/_ui/app-tile";
import { Button } from "@/app/_ui/button";
import { Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { Badge, Notice } from "@/app/_ui/state";
import { AuthorizationCard } from "@/app/corp/authorization-card";
import { HowPage } from "@/app/corp/how-page";
import { roleText } from "@/app/sign-in/role-text";
import { SiteShell } from "@/app/site-shell";
import { getCorpAdmin } from "@/lib/runtime/admin-session";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator, type Translate } from "@/lib/runtime/i18n";
import type { OwnCorp } from "@/lib/store/own-corp";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  return { title: t("site.corp.title"), robots: { index: false } };
}

function CorpType({ type, t }: { type: string | null; t: Translate }) {
  if (type === "verified") return <Badge tone="good">{t("site.corp.type.verified")}</Badge>;
  if (type === "unverified") return <Badge tone="off">{t("site.corp.type.unverified")}</Badge>;
  if (type === "test") return <Badge tone="info">{t("site.corp.type.test")}</Badge>;
  return null;
}

function CorpIds({ corp, t }: { corp: OwnCorp; t: Translate }) {
  const texts = (what: string) => ({
    label: t("common.copy.label", { what }),
    done: t("common.copy.done"),
    failed: t("common.copy.failed"),
  });
  return (
    <Facts>
      {corp.plainCorpId ? (
        <Fact label={t("site.corp.plainId")}>
          <CopyId value={corp.plainCorpId} texts={texts(t("site.corp.copyPlain"))} testId="plain-corp-id" />
        </Fact>
      ) : null}
      {corp.openCorpId ? (
        <Fact label={t("site.corp.openId")}>
          <CopyId value={corp.openCorpId} texts={texts(t("site.corp.copyOpen"))} testId="open-corp-id" />
        </Fact>
      ) : null}
    </Facts>
  );
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The enterprise of the signed-in admin, and no other: the corp comes from the session alone. */
export default async function CorpPage({ searchParams }: Props) {
  const [session, query] = [await getCorpAdmin(), await searchParams];
  if (!session) return <HowPage isSignedOut={query.signed_out === "1"} />;
  const [deps, { t }] = [await getDeps(), await getTranslator()];
  const corp = await deps.store.ownCorp.findOwnCorp(session.corpRowId);
  if (!corp) return <HowPage isSignedOut={false} />;
  const isAllActive = corp.authorizations.every((one) => one.status === "active");
  return (
    <SiteShell
      width="wide"
      aside={
        <form method="post" action="/corp/sign-out">
          <Button
            type="submit"
            look="quiet"
            size="small"
            data-testid="sign-out"
            icon={<LogOut aria-hidden className="size-4" />}
          >
            {t("common.signOut")}
          </Button>
        </form>
      }
    >
      <section className="rounded-xl border border-line bg-surface p-5 sm:p-6">
        <div className="flex items-start gap-4">
          <AppTile name={corp.name} className="size-14 text-headline" />
          <div className="min-w-0 flex-1">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h1 className="text-title font-semibold sm:text-headline" data-testid="corp-name">
                {corp.name}
              </h1>
              <CorpType type={corp.type} t={t} />
            </div>
            {corp.fullName && corp.fullName !== corp.name ? (
              <p className="text-ink-soft">{corp.fullName}</p>
            ) : null}
            <p className="mt-0.5 text-table text-ink-faint" data-testid="signed-in-as">
              {t("site.corp.signedInAs", {
                name: session.userName ?? t("site.signIn.confirm.unnamed"),
                role: roleText(session.userType, t),
              })}
            </p>
          </div>
        </div>
        <div className="mt-5 border-t border-line pt-4">
          <CorpIds corp={corp} t={t} />
        </div>
      </section>

      {isAllActive ? (
        <div className="mt-6">
          <Notice tone="good" title={t("site.corp.nextTitle")}>
            {t("site.corp.next.active")}
          </Notice>
        </div>
      ) : null}

      <h2 className="mt-10 text-title font-semibold">{t("site.corp.appsTitle")}</h2>
      <p className="mt-1 text-table text-ink-faint">{t("site.corp.range.hint")}</p>
      <div className="mt-4 grid gap-6">
        {corp.authorizations.map((one) => (
          <AuthorizationCard key={one.id} authorization={one} t={t} ownUserId={session.userId} />
        ))}
      </div>
    </SiteShell>
  );
}
