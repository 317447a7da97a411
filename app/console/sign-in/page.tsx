import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Notice } from "@/app/_ui/state";
import { GateShell } from "@/app/console/_parts/gate-shell";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { SignInForm } from "@/app/console/sign-in/sign-in-form";
import { safeNext } from "@/lib/core/safe-next";
import { errorText } from "@/lib/core/texts";
import { findStaff } from "@/lib/runtime/auth";
import { getTranslator } from "@/lib/runtime/i18n";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  return { title: t("console.signIn.title"), robots: { index: false } };
}

/** Public. `error` comes from next-auth when somebody posts to it directly. */
export default async function SignInPage({ searchParams }: { searchParams: Query }) {
  const query = await readQuery(searchParams);
  const next = safeNext(query.next, "/console", "/console");
  if (await findStaff()) redirect(next);
  const { t, locale } = await getTranslator();
  const code = query.error === "staff.too_many_tries" ? "staff.too_many_tries" : "staff.bad_credentials";
  return (
    <GateShell title={t("console.signIn.title")} lead={t("console.signIn.lead")}>
      {query.error ? (
        <div className="mb-4">
          <Notice tone="bad">{errorText(code, locale)}</Notice>
        </div>
      ) : null}
      <SignInForm
        next={next}
        texts={{
          email: t("console.signIn.email"),
          password: t("console.signIn.password"),
          submit: t("console.signIn.submit"),
        }}
      />
      <p className="mt-5 text-note text-ink-faint">{t("console.signIn.forgot")}</p>
    </GateShell>
  );
}
