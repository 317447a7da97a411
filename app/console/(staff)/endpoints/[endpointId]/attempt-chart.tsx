import { Card } from "@/app/_ui/card";
import { formatTime } from "@/lib/core/format-time";
import type { Translate } from "@/lib/runtime/i18n";
import type { DeliveryBucket } from "@/lib/store/delivery-log";

const HEIGHT = 96;

/** Attempts by the hour as plain bars: what failed stands on what was delivered. A table tells the same to readers. */
export function AttemptChart({ chart, t }: { chart: readonly DeliveryBucket[]; t: Translate }) {
  const most = Math.max(...chart.map((one) => one.delivered + one.failed), 1);
  const all = chart.filter((one) => one.p50 !== null);
  const middle = (pick: (one: DeliveryBucket) => number | null) =>
    String(Math.round(all.reduce((sum, one) => sum + (pick(one) ?? 0), 0) / Math.max(all.length, 1)));
  const textOf = (one: DeliveryBucket) =>
    t("console.endpoints.chartHour", {
      time: formatTime(one.at).slice(11, 16),
      delivered: String(one.delivered),
      failed: String(one.failed),
      p95: String(Math.round(one.p95 ?? 0)),
    });
  const hour = (at: Date | undefined) => (at ? formatTime(at).slice(11, 16) : "");
  return (
    <Card
      title={t("console.endpoints.chart")}
      hint={t("console.endpoints.chartHint")}
      action={
        all.length > 0 ? (
          <dl className="flex flex-wrap items-center gap-x-5 gap-y-1 text-note text-ink-soft">
            <div className="flex items-center gap-1.5">
              <span aria-hidden className="size-2.5 rounded-sm bg-good" />
              <dt>{t("console.endpoints.legendDelivered")}</dt>
            </div>
            <div className="flex items-center gap-1.5">
              <span aria-hidden className="size-2.5 rounded-sm bg-bad" />
              <dt>{t("console.endpoints.legendFailed")}</dt>
            </div>
            <div className="flex gap-1.5">
              <dt>{t("console.endpoints.latency")}</dt>
              <dd className="text-ink tabular-nums">
                {t("console.endpoints.ms", { p50: middle((one) => one.p50), p95: middle((one) => one.p95) })}
              </dd>
            </div>
          </dl>
        ) : null
      }
    >
      {all.length === 0 ? (
        <p className="py-6 text-center text-ink-faint">{t("console.endpoints.chartNone")}</p>
      ) : (
        <>
          <ul
            className="flex items-end gap-1"
            style={{ height: HEIGHT }}
            aria-label={t("console.endpoints.chart")}
          >
            {chart.map((one) => (
              <li
                key={one.at.toISOString()}
                title={textOf(one)}
                className="flex h-full min-w-0 flex-1 flex-col justify-end gap-px rounded-sm bg-sunken"
              >
                <span className="sr-only">{textOf(one)}</span>
                {one.failed > 0 ? (
                  <span
                    aria-hidden
                    className="min-h-0.5 rounded-sm bg-bad"
                    style={{ height: `${(one.failed / most) * 100}%` }}
                  />
                ) : null}
                {one.delivered > 0 ? (
                  <span
                    aria-hidden
                    className="min-h-0.5 rounded-sm bg-good"
                    style={{ height: `${(one.delivered / most) * 100}%` }}
                  />
                ) : null}
              </li>
            ))}
          </ul>
          <div aria-hidden className="mt-1.5 flex justify-between text-note text-ink-faint tabular-nums">
            <span>{hour(chart[0]?.at)}</span>
            <span>{hour(chart[Math.floor(chart.length / 2)]?.at)}</span>
            <span>{hour(chart.at(-1)?.at)}</span>
          </div>
        </>
      )}
    </Card>
  );
}
