import { RotateCw } from "lucide-react";
import { ButtonLink } from "@/app/_ui/button";
import { Reference, ResultCard } from "@/app/_ui/result-card";
import type { ErrorCode } from "@/lib/core/errors";
import { errorText } from "@/lib/core/texts";
import { adviceFor } from "@/lib/core/wecom-errcodes";
import { getTranslator } from "@/lib/runtime/i18n";

/** Why an install did not work, what WeCom said, and the way to try again. */
export async function InstallFailure({
  suite,
  code,
  reference,
  errcode,
}: {
  suite: { key: string; name: string } | null;
  code: ErrorCode;
  reference: string | null;
  errcode: number | null;
}) {
  const { locale, t } = await getTranslator();
  const advice = errcode === null ? null : adviceFor(errcode);
  const said = advice && (locale === "en" ? advice.en : advice.zh);
  return (
    <ResultCard
      kind="failed"
      testId="install-failed"
      title={t("site.install.failed.title")}
      actions={
        <>
          {suite ? (
            <ButtonLink
              href={`/install/${suite.key}`}
              look="primary"
              icon={<RotateCw aria-hidden className="size-4" />}
              data-testid="retry-install"
            >
              {t("site.install.failed.retry")}
            </ButtonLink>
          ) : null}
          <ButtonLink href="/">{t("common.home")}</ButtonLink>
        </>
      }
      foot={
        reference ? (
          <Reference label={t("common.reference")} value={reference} hint={t("common.referenceHint")} />
        ) : null
      }
    >
      <p data-testid="failure-text" data-code={code}>
        {errorText(code, locale)}
      </p>
      {said && errcode !== null ? (
        <p className="mt-2 text-body">
          {t("site.install.failed.wecom", { ...said, errcode: String(errcode) })}
        </p>
      ) : null}
      {suite ? <p className="mt-2 text-body">{t("site.install.failed.app", { app: suite.name })}</p> : null}
    </ResultCard>
  );
}
