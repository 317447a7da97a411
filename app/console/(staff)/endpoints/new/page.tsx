import { Card } from "@/app/_ui/card";
import { PageHead } from "@/app/console/_parts/page-head";
import { fieldTexts } from "@/app/console/(staff)/endpoints/endpoint-form";
import { NewEndpointForm } from "@/app/console/(staff)/endpoints/new/new-endpoint-form";
import { PROVIDER_SUITE } from "@/lib/core/outgoing-event";
import { listShownSuites } from "@/lib/features/console/suites";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export default async function NewEndpointPage() {
  const principal = await requireStaff("operator");
  const [deps, { t }] = [await getDeps(), await getTranslator()];
  const suites = await listShownSuites(deps, principal);
  return (
    <>
      <PageHead
        above={
          <a href="/console/endpoints" className="text-ink-soft hover:text-ink">
            {t("console.endpoints.title")}
          </a>
        }
        title={t("console.endpoints.form.title")}
        lead={t("console.endpoints.form.lead")}
      />
      <Card className="max-w-3xl">
        <NewEndpointForm
          suites={[
            ...suites.map((one) => ({ value: one.key as string, text: one.name })),
            { value: PROVIDER_SUITE, text: t("console.endpoints.provider") },
          ]}
          texts={{
            name: t("console.endpoints.form.name"),
            nameHint: t("console.endpoints.form.nameHint"),
            suite: t("console.endpoints.form.suite"),
            fields: fieldTexts(t),
            submit: t("console.endpoints.form.submit"),
            created: t("console.endpoints.form.created"),
            secretOnce: t("console.endpoints.form.secretOnce"),
            open: t("console.endpoints.form.open"),
          }}
          copy={{
            label: t("common.copy.label", { what: t("console.endpoints.secret") }),
            done: t("common.copy.done"),
            failed: t("common.copy.failed"),
          }}
        />
      </Card>
    </>
  );
}
