import { CopyId } from "@/app/_ui/copy-id";
import { State } from "@/app/_ui/state";
import { Ago } from "@/app/console/_parts/ago";
import { doctorSentences } from "@/app/console/_parts/doctor";
import type { PasteRow } from "@/lib/features/setup/paste-sheet";
import type { Translate } from "@/lib/runtime/i18n";
import type { StoredRequest } from "@/lib/store/console-requests";
import type { UrlProof } from "@/lib/store/url-proofs";

/** The last request to this address was refused: what is wrong, what to change, and where to see all of it. */
function Refusal({ request, now, t }: { request: StoredRequest; now: Date; t: Translate }) {
  const said = doctorSentences(request, t);
  return (
    <div
      className="mt-2 rounded-md border-l-2 border-bad bg-bad-soft px-3 py-2 text-table"
      data-testid={`refused-${request.channel}`}
      data-cause={request.cause}
    >
      <p className="flex flex-wrap items-baseline gap-x-3">
        <State tone="bad">{t("console.suites.refused")}</State>
        <span className="text-note text-ink-soft">
          <Ago at={request.receivedAt} now={now} t={t} />
        </span>
        <a href={`/console/events/requests/${request.id}`} className="text-note text-accent underline">
          {t("console.suites.refusedMore")}
        </a>
      </p>
      {said ? (
        <>
          <p className="text-ink">{said.wrong}</p>
          <p className="font-semibold text-ink">{said.change}</p>
        </>
      ) : null}
    </div>
  );
}

/** The addresses to paste, each under the name that the vendor console's field has in this dialect, with its last proof. */
export function Addresses({
  rows,
  proofs,
  refusals,
  ipRefusedAt,
  now,
  t,
}: {
  rows: PasteRow[];
  proofs: UrlProof[];
  refusals: StoredRequest[];
  /** When WeCom refused the address of the IP list row. */
  ipRefusedAt: string | null;
  now: Date;
  t: Translate;
}) {
  return (
    <dl className="divide-y divide-line">
      {rows.map(({ field, value, channel, note }) => {
        const proof = proofs.find((one) => one.channel === channel);
        const label = t(`console.paste.field.${field}`);
        return (
          <div
            key={field}
            className="grid gap-x-6 gap-y-1 px-5 py-3 md:grid-cols-[11rem_minmax(0,1fr)] md:items-center"
            data-testid={`address-${field}`}
          >
            <dt className="text-table text-ink-soft">{label}</dt>
            <dd className="min-w-0">
              {value === null ? null : (
                <CopyId
                  value={value}
                  texts={{
                    label: t("common.copy.label", { what: label }),
                    done: t("common.copy.done"),
                    failed: t("common.copy.failed"),
                  }}
                />
              )}
              {note ? (
                <p className="text-note text-ink-faint">
                  {note === "ipKnown"
                    ? t("console.paste.ipKnown", { time: ipRefusedAt ?? "" })
                    : t(`console.paste.${note}`)}
                </p>
              ) : null}
              {channel === null ? null : proof ? (
                <p
                  className="flex flex-wrap items-center gap-x-3 text-table"
                  data-testid={`proof-${channel}`}
                >
                  <State tone="good">{t("console.suites.proven")}</State>
                  <span className="text-note text-ink-faint">
                    <Ago at={proof.provenAt} now={now} t={t} /> ·{" "}
                    {t("console.suites.answerMs", { ms: String(proof.answerMs) })}
                  </span>
                </p>
              ) : (
                <p className="text-table">
                  <State tone="wait">{t("console.suites.notProven")}</State>
                </p>
              )}
              {refusals
                .filter((one) => one.channel === channel)
                .map((one) => (
                  <Refusal key={one.id} request={one} now={now} t={t} />
                ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
