import { Download } from "lucide-react";
import { notFound } from "next/navigation";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { Field } from "@/app/_ui/field";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { SetupNotice } from "@/app/console/_parts/setup-notice";
import { SuiteHead } from "@/app/console/(staff)/suites/[suite]/suite-head";
import { showSuite } from "@/lib/features/console/suites";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

/** The suite as a bootstrap file; with secrets for owners only. */
export default async function TransferPage({
  params,
  searchParams,
}: {
  params: Promise<{ suite: string }>;
  searchParams: Query;
}) {
  const principal = await requireStaff("operator");
  const [deps, { t, locale }, { suite: key }, query] = [
    await getDeps(),
    await getTranslator(),
    await params,
    await readQuery(searchParams),
  ];
  const found = await showSuite(deps, principal, key);
  if (!found.ok) notFound();
  const { suite } = found.value;
  const isOwner = isAtLeast(principal.role, "owner");
  const action = `/console/suites/${suite.key}/transfer/file`;
  const icon = <Download aria-hidden className="size-4" />;
  return (
    <>
      <SuiteHead suite={suite} here="transfer" role={principal.role} t={t} />
      <SetupNotice query={query} t={t} locale={locale} />
      <div className="grid gap-6">
        <Card
          title={t("console.transfer.plain")}
          hint={t("console.transfer.lead")}
          action={
            isOwner ? (
              <ButtonLink size="small" look="quiet" href="/console/suites/import">
                {t("console.transfer.importTitle")}
              </ButtonLink>
            ) : null
          }
        >
          <form method="post" action={action} className="space-y-3">
            <p className="text-ink-soft">{t("console.transfer.plainHint")}</p>
            <Button type="submit" size="small" icon={icon} data-testid="export-plain">
              {t("console.transfer.plain")}
            </Button>
          </form>
        </Card>
        {isOwner ? (
          <Card title={t("console.transfer.secret")}>
            <form method="post" action={action} className="max-w-md space-y-4">
              <p className="text-ink-soft">{t("console.transfer.secretHint")}</p>
              <input type="hidden" name="withSecrets" value="yes" />
              <Field
                id="export-password"
                name="password"
                type="password"
                label={t("console.transfer.password")}
                required
                maxLength={254}
                autoComplete="current-password"
              />
              <Button type="submit" size="small" look="danger" icon={icon} data-testid="export-secret">
                {t("console.transfer.secret")}
              </Button>
            </form>
          </Card>
        ) : null}
      </div>
    </>
  );
}
