import { Field } from "@/app/_ui/field";
import {
  FilterBar,
  FilterSelect,
  FilterSuite,
  FilterText,
  FilterTimes,
} from "@/app/console/_parts/filter-bar";
import { EVENT_NAMES } from "@/lib/core/event-names";
import type { Locale } from "@/lib/core/texts";
import type { EventFilter } from "@/lib/features/console/event-filter";
import type { Translate } from "@/lib/runtime/i18n";

const STATES = ["done", "waiting", "parked", "dead", "stale"] as const;

/** A day in the address means its first moment. */
const startOf = (time: string | undefined) => (time?.length === 10 ? `${time}T00:00` : time);

/** The filters of the event list as a plain form: what it narrows to is in the address. */
export function EventFilters({
  filter,
  suites,
  isFiltered,
  locale,
  t,
}: {
  filter: EventFilter;
  suites: readonly { key: string; name: string }[];
  isFiltered: boolean;
  locale: Locale;
  t: Translate;
}) {
  const language = locale === "en" ? "en" : "zh";
  return (
    <FilterBar
      path="/console/events"
      isFiltered={isFiltered}
      layout="four"
      label={t("console.inbox.filter.legend")}
      t={t}
    >
      <FilterSuite
        value={filter.suite}
        suites={suites}
        more={[{ value: "_provider", text: t("console.events.provider") }]}
        t={t}
      />
      <FilterSelect
        name="state"
        label={t("console.inbox.filter.state")}
        all={t("console.inbox.filter.allStates")}
        value={filter.state}
        options={STATES.map((one) => ({ value: one, text: t(`console.inbox.states.${one}`) }))}
      />
      <FilterText
        name="type"
        list="event-types"
        label={t("console.events.type")}
        placeholder={t("console.events.typePlaceholder")}
        value={filter.type}
        maxLength={80}
        autoComplete="off"
      />
      <datalist id="event-types">
        {Object.entries(EVENT_NAMES).map(([type, name]) => (
          <option key={type} value={type}>
            {name[language]}
          </option>
        ))}
      </datalist>
      <FilterText name="corp" label={t("console.events.corp")} value={filter.corp} />
      <FilterTimes from={startOf(filter.from)} to={startOf(filter.to)} t={t} />
      <Field
        id="q"
        name="q"
        type="search"
        label={t("console.inbox.filter.search")}
        placeholder={t("console.inbox.filter.searchHint")}
        defaultValue={filter.q}
        maxLength={80}
      />
    </FilterBar>
  );
}
