import { NumberedList } from "@/app/_ui/result-card";
import { getTranslator } from "@/lib/runtime/i18n";

/** The way in: only WeCom's admin console leads to a sign-in. */
export async function HowToEnter() {
  const { t } = await getTranslator();
  return (
    <>
      <NumberedList items={[t("site.how.one"), t("site.how.two"), t("site.how.three")]} />
      <p className="mt-5 text-ink-soft">
        {t("site.how.install")}{" "}
        <a href="/#apps" className="rounded text-accent underline underline-offset-4">
          {t("site.how.installLink")}
        </a>
      </p>
    </>
  );
}
