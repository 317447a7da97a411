import { Languages, Monitor, Moon, Sun } from "lucide-react";

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };
type Theme = keyof typeof THEME_ICONS;

function switchHref(query: Record<string, string>): string {
  return `/lang?${new URLSearchParams(query)}`;
}

/** A link to this page in the other language; no script needed. `path` is where it comes back to. */
export function LanguageSwitch({
  to,
  text,
  label,
  path,
}: {
  to: string;
  text: string;
  label: string;
  path: string;
}) {
  return (
    <a
      href={switchHref({ to, next: path })}
      hrefLang={to}
      lang={to}
      title={label}
      data-testid="switch-language"
      className="inline-flex h-8 items-center gap-1.5 rounded-md px-2.5 text-table text-ink-soft hover:bg-sunken hover:text-ink"
    >
      <Languages aria-hidden className="size-4" />
      {text}
    </a>
  );
}

/** Follow the device, light, dark: three links, the current one marked. */
export function ThemeSwitch({
  current,
  texts,
  path,
}: {
  current: Theme;
  texts: { label: string } & Record<Theme, string>;
  path: string;
}) {
  return (
    <fieldset
      className="inline-flex gap-0.5 rounded-lg border border-line bg-surface p-0.5"
      aria-label={texts.label}
    >
      {(["system", "light", "dark"] as const).map((one) => {
        const Icon = THEME_ICONS[one];
        const isCurrent = one === current;
        return (
          <a
            key={one}
            href={switchHref({ theme: one, next: path })}
            aria-label={texts[one]}
            title={texts[one]}
            aria-current={isCurrent ? "true" : undefined}
            data-testid={`theme-${one}`}
            className={`grid size-7 place-items-center rounded-md ${isCurrent ? "bg-accent-soft text-accent" : "text-ink-faint hover:bg-sunken hover:text-ink"}`}
          >
            <Icon aria-hidden className="size-4" />
          </a>
        );
      })}
    </fieldset>
  );
}
