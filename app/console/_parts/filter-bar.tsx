import type { InputHTMLAttributes, ReactNode } from "react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Field, SelectField } from "@/app/_ui/field";
import type { Translate } from "@/lib/runtime/i18n";

const LAYOUTS = {
  /** One line that wraps; text fields take what is left. */
  line: "flex flex-wrap items-end gap-3",
  four: "grid grid-cols-2 items-end gap-3 md:grid-cols-4",
  /** Three choices and two times, which need room for a date. */
  times:
    "grid grid-cols-2 items-end gap-3 md:grid-cols-3 xl:grid-cols-[repeat(3,minmax(0,1fr))_12.5rem_12.5rem_auto]",
} as const;

/** The filters of a list as a plain form: what it narrows to is in the address. A new filter drops the cursor. */
export function FilterBar({
  path,
  isFiltered,
  layout = "line",
  label,
  t,
  children,
}: {
  path: string;
  isFiltered: boolean;
  layout?: keyof typeof LAYOUTS;
  label?: string;
  t: Translate;
  children: ReactNode;
}) {
  return (
    <search>
      <form
        method="get"
        action={path}
        aria-label={label}
        className={`${LAYOUTS[layout]} border-b border-line px-5 py-3`}
      >
        {children}
        <div className="flex flex-wrap gap-3">
          <Button type="submit" data-testid="apply-filters">
            {t("console.corps.apply")}
          </Button>
          {isFiltered ? (
            <ButtonLink look="quiet" href={path}>
              {t("console.corps.clear")}
            </ButtonLink>
          ) : null}
        </div>
      </form>
    </search>
  );
}

/** A choice whose first entry, `all`, narrows nothing. */
export function FilterSelect({
  name,
  label,
  all,
  value,
  options,
}: {
  name: string;
  label: string;
  all: string;
  value: string | undefined;
  options: readonly { value: string; text: string }[];
}) {
  return (
    <SelectField id={name} name={name} label={label} hideLabel defaultValue={value ?? ""}>
      <option value="">{all}</option>
      {options.map((one) => (
        <option key={one.value} value={one.value}>
          {one.text}
        </option>
      ))}
    </SelectField>
  );
}

/** The choice of a suite; `more` are entries that are none, such as the provider-level URL. */
export function FilterSuite({
  value,
  suites,
  more = [],
  t,
}: {
  value: string | undefined;
  suites: readonly { key: string; name: string }[];
  more?: readonly { value: string; text: string }[];
  t: Translate;
}) {
  return (
    <FilterSelect
      name="suite"
      label={t("console.corps.suite")}
      all={t("console.corps.allSuites")}
      value={value}
      options={[...suites.map((one) => ({ value: one.key, text: one.name })), ...more]}
    />
  );
}

/** A text to look for; without `placeholder` it shows its label in the field. */
export function FilterText({
  name,
  label,
  value,
  placeholder = label,
  maxLength = 64,
  className = "",
  ...rest
}: {
  name: string;
  label: string;
  value: string | undefined;
  placeholder?: string;
  maxLength?: number;
  /** Of the frame: its width in a line. */
  className?: string;
} & Pick<InputHTMLAttributes<HTMLInputElement>, "type" | "list" | "autoComplete">) {
  return (
    <div className={className}>
      <Field
        id={name}
        name={name}
        label={label}
        hideLabel
        placeholder={placeholder}
        defaultValue={value}
        maxLength={maxLength}
        spellCheck={false}
        {...rest}
      />
    </div>
  );
}

/** From and to, each with its name above: a field of a time shows no placeholder. */
export function FilterTimes({
  from,
  to,
  t,
}: {
  from: string | undefined;
  to: string | undefined;
  t: Translate;
}) {
  return (
    <>
      <Field
        id="from"
        name="from"
        type="datetime-local"
        label={t("console.inbox.filter.from")}
        defaultValue={from}
      />
      <Field id="to" name="to" type="datetime-local" label={t("console.inbox.filter.to")} defaultValue={to} />
    </>
  );
}
