import { Card } from "@/app/_ui/card";
import { PageHead } from "@/app/console/_parts/page-head";
import { ImportForm } from "@/app/console/(staff)/suites/import/import-form";
import { requireStaff } from "@/lib/runtime/auth";
import { getTranslator } from "@/lib/runtime/i18n";

/** Suites and provider from the text of a bootstrap file. */
export default async function ImportPage() {
  await requireStaff("owner");
  const { t } = await getTranslator();
  return (
    <>
      <PageHead
        above={
          <a href="/console/suites" className="text-ink-soft hover:text-ink">
            {t("console.suites.title")}
          </a>
        }
        title={t("console.transfer.importTitle")}
        lead={t("console.transfer.importLead")}
      />
      <Card>
        <ImportForm
          texts={{
            text: t("console.transfer.text"),
            preview: t("console.transfer.preview"),
            apply: t("console.transfer.apply"),
            previewTitle: t("console.transfer.previewTitle"),
            doneTitle: t("console.transfer.doneTitle"),
            problems: t("console.transfer.problems"),
            nothing: t("console.transfer.nothing"),
          }}
        />
      </Card>
    </>
  );
}
