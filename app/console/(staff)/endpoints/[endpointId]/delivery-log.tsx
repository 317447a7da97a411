import { Send } from "lucide-react";
import { Card } from "@/app/_ui/card";
import { RowLink, Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { AnswerText, DeliveryState } from "@/app/console/_parts/endpoint-state";
import { FilterBar, FilterSelect, FilterText } from "@/app/console/_parts/filter-bar";
import { withQuery } from "@/app/console/_parts/links";
import { ListEmpty } from "@/app/console/_parts/list-empty";
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
      <FilterBar path={path} isFiltered={isFiltered} t={t}>
        <FilterSelect
          name="state"
          label={t("console.endpoints.log.state")}
          all={t("console.endpoints.log.allStates")}
          value={filter.state}
          options={STATES.map((one) => ({ value: one, text: t(`console.endpoints.delivery.states.${one}`) }))}
        />
        <FilterText
          name="type"
          label={t("console.endpoints.log.type")}
          placeholder={t("console.endpoints.log.typePlaceholder")}
          value={filter.type}
          maxLength={100}
          className="min-w-48 flex-1"
        />
        <FilterText
          name="corp"
          label={t("console.endpoints.log.corp")}
          value={filter.corp}
          className="min-w-36 flex-1"
        />
      </FilterBar>
      {deliveries.length === 0 ? (
        <ListEmpty
          isFiltered={isFiltered || cursor !== undefined}
          path={path}
          noMatch={{
            title: t("console.endpoints.log.noMatchTitle"),
            body: t("console.endpoints.log.noMatchBody"),
          }}
          empty={{
            icon: Send,
            title: t("console.endpoints.log.emptyTitle"),
            body: t("console.endpoints.log.emptyBody"),
          }}
          t={t}
        />
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
