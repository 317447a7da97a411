import { Button, ButtonLink } from "@/app/_ui/button";
import { Field, SelectField } from "@/app/_ui/field";
import { EVENT_NAMES } from "@/lib/core/event-names";
import type { Locale } from "@/lib/core/texts";
import type { EventFilter } from "@/lib/features/console/event-filter";
import type { Translate } from "@/lib/runtime/i18n";

const STATES = ["done", "waiting", "parked", "dead", "stale"] as const;

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
    <search>
      <form
        method="get"
        action="/console/events"
        aria-label={t("console.inbox.filter.legend")}
        className="grid grid-cols-2 items-end gap-3 border-b border-line px-5 py-3 md:grid-cols-4"
      >
        <SelectField
          id="suite"
          name="suite"
          label={t("console.corps.suite")}
          hideLabel
          defaultValue={filter.suite ?? ""}
        >
          <option value="">{t("console.corps.allSuites")}</option>
          {suites.map((one) => (
            <option key={one.key} value={one.key}>
              {one.name}
            </option>
          ))}
          <option value="_provider">{t("console.events.provider")}</option>
        </SelectField>
        <SelectField
          id="state"
          name="state"
          label={t("console.inbox.filter.state")}
          hideLabel
          defaultValue={filter.state ?? ""}
        >
          <option value="">{t("console.inbox.filter.allStates")}</option>
          {STATES.map((one) => (
            <option key={one} value={one}>
              {t(`console.inbox.states.${one}`)}
            </option>
          ))}
        </SelectField>
        <Field
          id="type"
          name="type"
          label={t("console.events.type")}
          hideLabel
          list="event-types"
          placeholder={t("console.events.typePlaceholder")}
          defaultValue={filter.type}
          maxLength={80}
          spellCheck={false}
          autoComplete="off"
        />
        <datalist id="event-types">
          {Object.entries(EVENT_NAMES).map(([type, name]) => (
            <option key={type} value={type}>
              {name[language]}
            </option>
          ))}
        </datalist>
        <Field
          id="corp"
          name="corp"
          label={t("console.events.corp")}
          hideLabel
          placeholder={t("console.events.corp")}
          defaultValue={filter.corp}
          maxLength={64}
          spellCheck={false}
        />
        <Field
          id="from"
          name="from"
          type="datetime-local"
          label={t("console.inbox.filter.from")}
          defaultValue={filter.from?.length === 10 ? `${filter.from}T00:00` : filter.from}
        />
        <Field
          id="to"
          name="to"
          type="datetime-local"
          label={t("console.inbox.filter.to")}
          defaultValue={filter.to?.length === 10 ? `${filter.to}T00:00` : filter.to}
        />
        <Field
          id="q"
          name="q"
          type="search"
          label={t("console.inbox.filter.search")}
          placeholder={t("console.inbox.filter.searchHint")}
          defaultValue={filter.q}
          maxLength={80}
        />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" data-testid="apply-filters">
            {t("console.corps.apply")}
          </Button>
          {isFiltered ? (
            <ButtonLink look="quiet" href="/console/events">
              {t("console.corps.clear")}
            </ButtonLink>
          ) : null}
        </div>
      </form>
    </search>
  );
}
