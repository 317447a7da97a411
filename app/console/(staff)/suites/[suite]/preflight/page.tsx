import { notFound } from "next/navigation";
import { Card, Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { Badge, State } from "@/app/_ui/state";
import { Errcode } from "@/app/console/_parts/errcode";
import { TryCode } from "@/app/console/(staff)/suites/[suite]/preflight/try-code";
import { SuiteHead } from "@/app/console/(staff)/suites/[suite]/suite-head";
import { showPreflight } from "@/lib/features/setup/preflight";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

/** Whether a click on the install link would work, before an enterprise's admin finds out. */
export default async function PreflightPage({ params }: { params: Promise<{ suite: string }> }) {
  const principal = await requireStaff();
  const [deps, { t, locale }, { suite: key }] = [await getDeps(), await getTranslator(), await params];
  const found = await showPreflight(deps, principal, key);
  if (!found.ok) notFound();
  const { suite, link, checks } = found.value;
  const isBad = checks.some((one) => one.verdict === "bad");
  const open = checks.filter((one) => one.verdict === "warn").length;
  return (
    <>
      <SuiteHead suite={suite} here="preflight" role={principal.role} t={t} />
      <Card
        title={t("console.preflight.title")}
        hint={t("console.preflight.lead")}
        action={
          <Badge tone={isBad ? "bad" : open > 0 ? "warn" : "good"} testId="preflight-verdict">
            {isBad
              ? t("console.preflight.someBad")
              : open > 0
                ? t("console.preflight.someOpen", { count: String(open) })
                : t("console.preflight.allGood")}
          </Badge>
        }
      >
        <Facts>
          <Fact label={t("console.preflight.link")}>
            <CopyId
              value={link}
              texts={{
                label: t("common.copy.label", { what: t("console.preflight.link") }),
                done: t("common.copy.done"),
                failed: t("common.copy.failed"),
              }}
            />
          </Fact>
          {checks.map((one) => (
            <Fact
              key={one.name}
              label={
                <State tone={one.verdict} testId={`preflight-${one.name}`}>
                  {t(`console.preflight.name.${one.name}`)}
                </State>
              }
            >
              {t(`console.preflight.say.${one.say}`, one.values)}
              {one.errcode === null ? null : (
                <span className="ml-2">
                  <Errcode code={one.errcode} locale={locale} />
                </span>
              )}
            </Fact>
          ))}
        </Facts>
        {isAtLeast(principal.role, "operator") && suite.kind === "app" ? (
          <div className="mt-5 border-t border-line pt-5">
            <TryCode
              suite={suite.key}
              texts={{
                submit: t("console.preflight.tryCode"),
                hint: t("console.preflight.tryHint"),
                good: t("console.preflight.codeGot"),
              }}
            />
          </div>
        ) : null}
      </Card>
    </>
  );
}
