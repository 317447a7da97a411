import { Time } from "@/app/_ui/time";
import { agoOf } from "@/lib/core/format-time";
import type { Translate } from "@/lib/runtime/i18n";

/** How long ago, with the absolute time in a tooltip; a dash for never. */
export function Ago({ at, now, t }: { at: Date | null; now: Date; t: Translate }) {
  if (at === null) return <span className="text-ink-faint">{t("console.corps.none")}</span>;
  const { unit, count } = agoOf(at, now);
  return <Time at={at} relative={t(`common.ago.${unit}`, { count })} />;
}
