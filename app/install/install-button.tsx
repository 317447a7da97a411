import { buttonClass } from "@/app/_ui/button";

/**
 * The 「微信企业号应用授权」 button of one suite. A plain link, because a prefetched one would begin installs that
 * nobody asked for; a suite that is not ready gets a disabled button with the reason beside it.
 */
export function InstallButton({
  suite,
  text,
  hint,
}: {
  suite: { key: string; name: string; notReady: string | null };
  text: string;
  hint: string;
}) {
  const shared = {
    "data-testid": `install-${suite.key}`,
    className: buttonClass("primary", "large", "w-full sm:w-auto"),
    "aria-describedby": suite.notReady ? `why-${suite.key}` : undefined,
  };
  return (
    <div className="shrink-0 sm:text-center">
      {suite.notReady ? (
        <button type="button" disabled {...shared}>
          {text}
        </button>
      ) : (
        <a href={`/install/${suite.key}`} rel="nofollow" referrerPolicy="strict-origin" {...shared}>
          {text}
        </a>
      )}
      {suite.notReady ? null : <p className="mt-1.5 text-center text-note text-ink-faint">{hint}</p>}
    </div>
  );
}
