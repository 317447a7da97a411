import { Button } from "@/app/_ui/button";
import { Card, Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { Field } from "@/app/_ui/field";
import { Badge } from "@/app/_ui/state";
import { Ago } from "@/app/console/_parts/ago";
import { saveEgressAction } from "@/app/console/(staff)/calls/actions";
import { isAddressWithin } from "@/lib/core/ip-address";
import type { Translate } from "@/lib/runtime/i18n";
import type { Egress } from "@/lib/store/egress";

/** The address that WeCom sees: from its last refusal, or written down; and what to do with it. */
export function EgressCard({
  egress,
  isProxied,
  canSave,
  now,
  t,
}: {
  egress: Egress;
  isProxied: boolean;
  canSave: boolean;
  now: Date;
  t: Translate;
}) {
  const copy = {
    label: t("console.egress.copy"),
    done: t("common.copy.done"),
    failed: t("common.copy.failed"),
  };
  const { seen, given } = egress;
  return (
    <Card id="egress" title={t("console.egress.title")} hint={t("console.egress.hint")} className="mb-6">
      <div className="grid gap-6 lg:grid-cols-[1fr_20rem]">
        <div>
          <Facts>
            {seen ? (
              <Fact label={t("console.egress.refused")}>
                <CopyId value={seen.address} texts={copy} testId="egress-seen" />
                <span className="ml-2 text-table text-ink-soft">
                  <Ago at={seen.at} now={now} t={t} />
                </span>
                {given && !isAddressWithin(seen.address, given) ? (
                  <div className="mt-1.5">
                    <Badge tone="warn" wraps>
                      {t("console.egress.differs", { address: given })}
                    </Badge>
                  </div>
                ) : null}
              </Fact>
            ) : null}
            {given ? (
              <Fact label={t("console.egress.given")}>
                <CopyId value={given} texts={copy} testId="egress-given" />
              </Fact>
            ) : null}
            <Fact label={t("console.egress.way")}>
              {isProxied ? t("console.egress.proxied") : t("console.egress.direct")}
            </Fact>
          </Facts>
          <p className="mt-3 text-table text-ink-soft">
            {seen || given ? t("console.egress.advice") : t("console.egress.unknown")}
          </p>
        </div>
        {canSave ? (
          <form action={saveEgressAction} className="flex items-start gap-2">
            <div className="min-w-0 flex-1">
              <Field
                id="egress-address"
                name="address"
                label={t("console.egress.address")}
                hint={t("console.egress.addressHint")}
                defaultValue={given ?? ""}
                maxLength={64}
                spellCheck={false}
                autoComplete="off"
              />
            </div>
            <Button type="submit" className="mt-[26px]" data-testid="save-egress">
              {t("console.egress.save")}
            </Button>
          </form>
        ) : null}
      </div>
    </Card>
  );
}
