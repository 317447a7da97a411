import { CircleCheck, CircleDashed, CircleDot, CircleX } from "lucide-react";
import { ErrcodeHelp } from "@/app/console/_parts/errcode";
import { formatTime } from "@/lib/core/format-time";
import type { Locale } from "@/lib/core/texts";
import type { Step } from "@/lib/features/setup/checklist";
import type { Translate } from "@/lib/runtime/i18n";

const LOOKS = {
  done: { icon: CircleCheck, color: "text-good" },
  broken: { icon: CircleX, color: "text-bad" },
  next: { icon: CircleDot, color: "text-accent" },
  later: { icon: CircleDashed, color: "text-ink-faint" },
} as const;

/** The set-up list of one suite: each step with its state, its evidence and where it is done. */
export function SetupSteps({
  steps,
  links,
  locale,
  t,
}: {
  steps: readonly Step[];
  links: Record<Step["name"], string>;
  locale: Locale;
  t: Translate;
}) {
  return (
    <ol className="divide-y divide-line">
      {steps.map(({ name, state, evidenceAt, detail }) => {
        const { icon: Icon, color } = LOOKS[state];
        const isOpen = state === "next" || state === "broken";
        return (
          <li
            key={name}
            className="flex gap-3 py-2.5 first:pt-0 last:pb-0"
            data-testid={`step-${name}`}
            data-state={state}
          >
            <Icon aria-hidden className={`mt-0.5 size-[18px] shrink-0 ${color}`} />
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <a
                  href={links[name]}
                  className={`hover:underline ${state === "later" ? "text-ink-soft" : "font-semibold text-ink"}`}
                >
                  {t(`console.steps.${name}.title`)}
                </a>
                <span className={`text-note whitespace-nowrap ${color}`}>
                  {t(`console.steps.state.${state}`)}
                </span>
              </div>
              {isOpen ? (
                <p className="text-table text-ink-soft">
                  {state === "broken" && name !== "corp"
                    ? t(`console.steps.${name}.broken`, { detail: detail ?? "" })
                    : t(`console.steps.${name}.todo`, { detail: detail ?? "" })}
                  {name === "token" && state === "broken" && detail !== null ? (
                    <ErrcodeHelp code={Number(detail)} locale={locale} />
                  ) : null}
                </p>
              ) : null}
              {evidenceAt ? (
                <p className="text-note text-ink-faint tabular-nums">
                  {t("console.steps.evidence", { time: formatTime(evidenceAt) })}
                </p>
              ) : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
