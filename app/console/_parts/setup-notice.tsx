import { Notice, type Tone } from "@/app/_ui/state";
import { ErrcodeHelp } from "@/app/console/_parts/errcode";
import { errorText, type Locale, parseErrorCode } from "@/lib/core/texts";
import type { Translate } from "@/lib/runtime/i18n";

const DONE = {
  saved: "good",
  unchanged: "info",
  keyEnded: "good",
  keyExtended: "good",
  tokenGot: "good",
  fileSaved: "good",
  fileRemoved: "good",
} as const satisfies Record<string, Tone>;
export type SetupNoticeName = keyof typeof DONE;

/** What a set-up action left in the address: `did=` one of our sentences, or `failed=` one of our codes. */
export function SetupNotice({
  query,
  errcode = null,
  t,
  locale,
}: {
  query: Record<string, string | undefined>;
  /** What WeCom said to the last try, when one of these actions is a try. */
  errcode?: number | null;
  t: Translate;
  locale: Locale;
}) {
  const { did, failed } = query;
  const code = parseErrorCode(failed);
  if (code)
    return (
      <div className="mb-5">
        <Notice tone="bad" testId="setup-notice">
          {errorText(code, locale)}
          {errcode && code.startsWith("wecom.") ? <ErrcodeHelp code={errcode} locale={locale} /> : null}
        </Notice>
      </div>
    );
  if (!did || !Object.hasOwn(DONE, did)) return null;
  const known = did as SetupNoticeName;
  return (
    <div className="mb-5">
      <Notice tone={DONE[known]} testId="setup-notice">
        {t(`console.setupNotice.${known}`)}
      </Notice>
    </div>
  );
}
