import { PageHead } from "@/app/console/_parts/page-head";
import { NewSuiteForm } from "@/app/console/(staff)/suites/new/new-suite-form";
import { requireStaff } from "@/lib/runtime/auth";
import { getTranslator } from "@/lib/runtime/i18n";

const KINDS = ["app", "template", "login"] as const;
const DIALECTS = ["wecom", "legacy"] as const;

export default async function NewSuitePage() {
  await requireStaff("operator");
  const { t } = await getTranslator();
  return (
    <>
      <PageHead
        above={
          <a href="/console/suites" className="text-ink-soft hover:text-ink">
            {t("console.suites.title")}
          </a>
        }
        title={t("console.newSuite.title")}
        lead={t("console.newSuite.lead")}
      />
      <NewSuiteForm
        texts={{
          title: t("console.detailsForm.title"),
          name: t("console.newSuite.name"),
          nameHint: t("console.newSuite.nameHint"),
          key: t("console.newSuite.key"),
          keyHint: t("console.newSuite.keyHint"),
          kind: t("console.newSuite.kind"),
          kinds: KINDS.map((one) => ({ value: one, text: t(`console.suites.kind.${one}`) })),
          dialect: t("console.newSuite.dialect"),
          dialects: DIALECTS.map((one) => ({ value: one, text: t(`console.suites.dialect.${one}`) })),
          ownKeys: t("console.newSuite.ownKeys"),
          ownKeysHint: t("console.newSuite.ownKeysHint"),
          submit: t("console.newSuite.submit"),
          createdTitle: t("console.newSuite.createdTitle"),
          createdBody: t("console.newSuite.createdBody"),
          toSuite: t("console.newSuite.toSuite"),
          copy: {
            label: t("common.copy.label", { what: "" }).trim(),
            done: t("common.copy.done"),
            failed: t("common.copy.failed"),
          },
        }}
      />
    </>
  );
}
