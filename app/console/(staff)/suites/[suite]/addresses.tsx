import { CopyId } from "@/app/_ui/copy-id";
import { State } from "@/app/_ui/state";
import { Ago } from "@/app/console/_parts/ago";
import type { ShownSuite } from "@/lib/features/console/suites";
import type { Translate } from "@/lib/runtime/i18n";

/** The addresses to paste, each under the name that the vendor console's field has in this dialect, with its last proof. */
export function Addresses({
  suite,
  portalUrl,
  now,
  t,
}: {
  suite: ShownSuite;
  portalUrl: string;
  now: Date;
  t: Translate;
}) {
  const isLegacy = suite.dialect === "legacy";
  const base = `${portalUrl.replace(/\/$/, "")}/wecom/${suite.key}`;
  const host = new URL(portalUrl).host;
  const rows = [
    {
      label: t(isLegacy ? "console.suites.field.commandLegacy" : "console.suites.field.command"),
      value: `${base}/command`,
      channel: "command",
    },
    {
      label: t(isLegacy ? "console.suites.field.dataLegacy" : "console.suites.field.data"),
      value: `${base}/data`,
      channel: "data",
    },
    { label: t("console.suites.field.settings"), value: `${base}/settings`, channel: "settings" },
    { label: t("console.suites.field.installDomain"), value: host, channel: null },
    { label: t("console.suites.field.trustedDomain"), value: host, channel: null },
  ] as const;
  return (
    <dl className="divide-y divide-line">
      {rows.map(({ label, value, channel }) => {
        const proof = suite.proofs.find((one) => one.channel === channel);
        return (
          <div
            key={label}
            className="grid gap-x-6 gap-y-1 px-5 py-3 md:grid-cols-[13rem_minmax(0,1fr)_11rem] md:items-center"
          >
            <dt className="text-table text-ink-soft">{label}</dt>
            <dd className="min-w-0">
              <CopyId
                value={value}
                texts={{
                  label: t("common.copy.label", { what: label }),
                  done: t("common.copy.done"),
                  failed: t("common.copy.failed"),
                }}
              />
            </dd>
            <dd className="text-table md:text-right">
              {channel === null ? null : proof ? (
                <>
                  <State tone="good">{t("console.suites.proven")}</State>
                  <div className="text-note text-ink-faint">
                    <Ago at={proof.provenAt} now={now} t={t} /> ·{" "}
                    {t("console.suites.answerMs", { ms: String(proof.answerMs) })}
                  </div>
                </>
              ) : (
                <State tone="wait">{t("console.suites.notProven")}</State>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
