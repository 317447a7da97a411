import { SearchX, Send } from "lucide-react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Field, SelectField } from "@/app/_ui/field";
import { RowLink, Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { AnswerText, DeliveryState } from "@/app/console/_parts/endpoint-state";
import { withQuery } from "@/app/console/_parts/links";
import { Pager } from "@/app/console/_parts/pager";
import { outgoingNameOf } from "@/lib/core/event-names";
import type { Locale } from "@/lib/core/texts";
import type { DeliveryFilter } from "@/lib/features/gateway/show-endpoint";
import type { Translate } from "@/lib/runtime/i18n";
import type { Delivery } from "@/lib/store/delivery-log";

const STATES = ["pending", "delivered", "dead", "cancelled"] as const;

export function DeliveryLog({
  path,
  filter,
  deliveries,
  next,
  now,
  locale,
  t,
}: {
  path: string;
  filter: DeliveryFilter;
  deliveries: readonly Delivery[];
  next: string | null;
  now: Date;
  locale: Locale;
  t: Translate;
}) {
  const { cursor, delivery: _, ...kept } = filter;
  const isFiltered = Object.values(kept).some(Boolean);
  const language = locale === "en" ? "en" : "zh";
  return (
    <Card title={t("console.endpoints.log.title")} flush>
      <search>
        <form method="get" className="flex flex-wrap items-end gap-3 border-b border-line px-5 py-3">
          <SelectField
            id="state"
            name="state"
            label={t("console.endpoints.log.state")}
            hideLabel
            defaultValue={filter.state ?? ""}
          >
            <option value="">{t("console.endpoints.log.allStates")}</option>
            {STATES.map((one) => (
              <option key={one} value={one}>
                {t(`console.endpoints.delivery.states.${one}`)}
              </option>
            ))}
          </SelectField>
          <div className="min-w-48 flex-1">
            <Field
              id="type"
              name="type"
              label={t("console.endpoints.log.type")}
              hideLabel
              placeholder={t("console.endpoints.log.typePlaceholder")}
              defaultValue={filter.type}
              maxLength={100}
              spellCheck={false}
            />
          </div>
          <div className="min-w-36 flex-1">
            <Field
              id="corp"
              name="corp"
              label={t("console.endpoints.log.corp")}
              hideLabel
              placeholder={t("console.endpoints.log.corp")}
              defaultValue={filter.corp}
              maxLength={64}
              spellCheck={false}
            />
          </div>
          <Button type="submit">{t("console.corps.apply")}</Button>
          {isFiltered ? (
            <ButtonLink look="quiet" href={path}>
              {t("console.corps.clear")}
            </ButtonLink>
          ) : null}
        </form>
      </search>
      {deliveries.length === 0 ? (
        <EmptyState
          icon={isFiltered || cursor ? SearchX : Send}
          title={t(
            isFiltered || cursor ? "console.endpoints.log.noMatchTitle" : "console.endpoints.log.emptyTitle",
          )}
          action={
            isFiltered || cursor ? <ButtonLink href={path}>{t("console.corps.clear")}</ButtonLink> : undefined
          }
        >
          {t(isFiltered || cursor ? "console.endpoints.log.noMatchBody" : "console.endpoints.log.emptyBody")}
        </EmptyState>
      ) : (
        <Table label={t("console.endpoints.log.title")} minWidth={600}>
          <TableHead>
            <Th>{t("console.endpoints.log.cols.event")}</Th>
            <Th>{t("console.endpoints.log.cols.corp")}</Th>
            <Th>{t("console.endpoints.log.cols.state")}</Th>
            <Th>{t("console.endpoints.log.cols.answer")}</Th>
            <Th className="text-right">{t("console.endpoints.log.cols.at")}</Th>
          </TableHead>
          <tbody>
            {deliveries.map((one) => (
              <Tr key={one.id} data-testid="delivery-row">
                <Td>
                  <RowLink href={withQuery(path, { ...kept, cursor, delivery: one.id })}>
                    {outgoingNameOf(one.type, language)}
                  </RowLink>
                  <div className="font-mono text-note text-ink-faint">{one.type}</div>
                </Td>
                <Td>
                  {one.corpName || one.corpId || (
                    <span className="text-ink-faint">{t("console.corps.none")}</span>
                  )}
                </Td>
                <Td>
                  <DeliveryState one={one} t={t} />
                </Td>
                <Td className="text-ink-soft">
                  <AnswerText status={one.lastStatus} error={one.lastError} t={t} />
                  {one.attempts > 1 ? (
                    <span className="ml-2 text-note text-ink-faint tabular-nums">× {one.attempts}</span>
                  ) : null}
                </Td>
                <Td className="text-right text-ink-soft">
                  <Ago at={one.createdAt} now={now} t={t} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <Pager
        first={cursor ? withQuery(path, kept) : null}
        next={next && withQuery(path, { ...kept, cursor: next })}
        t={t}
      />
    </Card>
  );
}
