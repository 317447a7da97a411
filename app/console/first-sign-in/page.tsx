import type { Metadata } from "next";
import { ButtonLink } from "@/app/_ui/button";
import { GateShell } from "@/app/console/_parts/gate-shell";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { FirstSignInForm } from "@/app/console/first-sign-in/first-sign-in-form";
import { errorText } from "@/lib/core/texts";
import { readFirstSignIn } from "@/lib/features/staff/first-sign-in";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  return { title: t("console.first.submit"), robots: { index: false } };
}

/** Public; shows a form only. Link scanners and previews open addresses, but they do not post (threat D11). */
export default async function FirstSignInPage({ searchParams }: { searchParams: Query }) {
  const { token } = await readQuery(searchParams);
  const { t, locale } = await getTranslator();
  const link = token ? await readFirstSignIn(await getDeps(), token) : null;
  if (!token || !link)
    return (
      <GateShell title={t("console.first.usedTitle")} lead={errorText("staff.link_used", locale)}>
        <ButtonLink look="primary" href="/console/sign-in">
          {t("console.first.toSignIn")}
        </ButtonLink>
      </GateShell>
    );
  const { invited } = link;
  return (
    <GateShell
      title={t(invited ? "console.first.titleInvite" : "console.first.titleOwner")}
      lead={t(invited ? "console.first.leadInvite" : "console.first.leadOwner")}
    >
      <FirstSignInForm
        token={token}
        invited={invited && { name: invited.name, email: invited.email }}
        texts={{
          name: t("console.first.name"),
          email: t("console.first.email"),
          password: t("console.first.password"),
          passwordHint: t("console.first.passwordHint"),
          submit: t(invited ? "console.first.submitInvite" : "console.first.submit"),
        }}
      />
    </GateShell>
  );
}
