/** Tabs that are addresses. */
export function Tabs({
  label,
  items,
}: {
  label: string;
  items: readonly { href: string; text: string; isHere: boolean; testId?: string }[];
}) {
  return (
    <nav aria-label={label} className="mb-5 overflow-x-auto border-b border-line">
      <ul className="flex gap-5">
        {items.map(({ href, text, isHere, testId }) => (
          <li key={href}>
            <a
              href={href}
              data-testid={testId}
              aria-current={isHere ? "page" : undefined}
              className={`-mb-px block border-b-2 py-2 whitespace-nowrap ${isHere ? "border-accent font-semibold text-accent" : "border-transparent text-ink-soft hover:text-ink"}`}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
