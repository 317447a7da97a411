import { Button } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { Notice, State } from "@/app/_ui/state";
import { Time } from "@/app/_ui/time";
import { Ago } from "@/app/console/_parts/ago";
import { KeysForms } from "@/app/console/_parts/keys-forms";
import { endKeysAction } from "@/app/console/(staff)/suites/actions";
import type { Translate } from "@/lib/runtime/i18n";
import type { KeyPrint } from "@/lib/store/console-facts";

const OVERLAPS = [
  ["24", "h24"],
  ["72", "h72"],
  ["168", "h168"],
] as const;

function EndForm({
  owner,
  keyId,
  when,
  text,
}: {
  owner: string;
  keyId: string;
  when: "now" | "day_later";
  text: string;
}) {
  return (
    <form action={endKeysAction}>
      <input type="hidden" name="owner" value={owner} />
      <input type="hidden" name="keyId" value={keyId} />
      <input type="hidden" name="when" value={when} />
      <Button
        type="submit"
        size="small"
        look={when === "now" ? "danger" : "quiet"}
        data-testid={`end-key-${when}`}
      >
        {text}
      </Button>
    </form>
  );
}

/** The one or two live pairs of a suite or of the provider, by fingerprint, with what can be done. */
export function KeysCard({
  owner,
  keys,
  canEdit,
  now,
  t,
}: {
  owner: string;
  keys: KeyPrint[];
  canEdit: boolean;
  now: Date;
  t: Translate;
}) {
  const [newest, older] = keys;
  const isOldStillUsed =
    older?.lastUsedAt != null && (newest?.lastUsedAt == null || newest.lastUsedAt < older.lastUsedAt);
  const copy = (what: string) => ({
    label: t("common.copy.label", { what }),
    done: t("common.copy.done"),
    failed: t("common.copy.failed"),
  });
  return (
    <Card id="keys" title={t("console.suites.keys")} hint={t("console.suites.keysHint")}>
      <div className="space-y-4">
        {older && isOldStillUsed ? <Notice tone="warn">{t("console.keys.stillOld")}</Notice> : null}
        {keys.length === 0 ? <State tone="wait">{t("console.keys.none")}</State> : null}
        <ul className="divide-y divide-line">
          {keys.map((one) => (
            <li
              key={one.id}
              className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-2.5 first:pt-0 last:pb-0"
              data-testid="key-pair"
            >
              <div className="min-w-0">
                <span className="text-table">
                  <span className="text-ink-soft">{t("console.suites.keyPrint")}</span>{" "}
                  <code className="font-mono">{one.fingerprint}</code>
                </span>
                <div className="text-note text-ink-faint">
                  {t("console.suites.keyMade")} <Time at={one.createdAt} /> ·{" "}
                  {one.lastUsedAt ? (
                    <>
                      {t("console.keys.usedAt")} <Ago at={one.lastUsedAt} now={now} t={t} />
                    </>
                  ) : (
                    t("console.keys.neverUsed")
                  )}
                </div>
              </div>
              <div className="flex flex-wrap items-center gap-2">
                {one.endsAt ? (
                  <State tone="warn">
                    {t("console.suites.keyEnds")} <Time at={one.endsAt} />
                  </State>
                ) : (
                  <State tone="good">{t("console.suites.keyLive")}</State>
                )}
                {one.endsAt && canEdit ? (
                  <>
                    <EndForm owner={owner} keyId={one.id} when="day_later" text={t("console.keys.extend")} />
                    <EndForm owner={owner} keyId={one.id} when="now" text={t("console.keys.endNow")} />
                  </>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
        {canEdit ? (
          <KeysForms
            owner={owner}
            newestKeyId={newest?.id ?? null}
            canRotate={keys.length < 2}
            rotateLabel={t(newest ? "console.keys.rotate" : "console.providerPage.makeKeys")}
            texts={{
              show: t("console.keys.show"),
              showTitle: t("console.keys.showTitle"),
              showLead: t("console.keys.showLead"),
              password: t("console.keys.password"),
              reason: t("console.keys.reason"),
              reasonHint: t("console.keys.reasonHint"),
              showSubmit: t("console.keys.showSubmit"),
              shown: t("console.keys.shown"),
              shownHint: t("console.keys.shownHint"),
              hide: t("console.keys.hide"),
              rotate: t("console.keys.rotate"),
              firstTitle: t("console.keys.firstTitle"),
              firstLead: t("console.keys.firstLead"),
              firstSubmit: t("console.keys.firstSubmit"),
              rotateTitle: t("console.keys.rotateTitle"),
              rotateLead: t("console.keys.rotateLead"),
              overlap: t("console.keys.overlap"),
              overlaps: OVERLAPS.map(([value, name]) => ({
                value,
                text: t(`console.keys.overlaps.${name}`),
              })),
              rotateSubmit: t("console.keys.rotateSubmit"),
              rotated: t("console.keys.rotated"),
              rotatedHint: t("console.keys.rotatedHint"),
              ownKeys: t("console.newSuite.ownKeys"),
              copy: { token: copy("Token"), aesKey: copy("EncodingAESKey") },
            }}
          />
        ) : null}
      </div>
    </Card>
  );
}
