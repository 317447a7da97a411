import type { HTMLAttributes, ReactNode } from "react";

/** A bordered surface. With `title` it gets a head; `action` stands at the head's right. */
export function Card({
  title,
  hint,
  action,
  flush = false,
  className = "",
  children,
  ...rest
}: Omit<HTMLAttributes<HTMLElement>, "title"> & {
  title?: ReactNode;
  hint?: ReactNode;
  action?: ReactNode;
  /** No padding around the body: tables reach the edge. */
  flush?: boolean;
}) {
  return (
    <section
      className={`min-w-0 overflow-hidden rounded-xl border border-line bg-surface ${className}`}
      {...rest}
    >
      {title || action ? (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-5 py-3">
          <div className="min-w-0 flex-1 basis-60">
            <h2 className="text-body font-semibold text-ink">{title}</h2>
            {hint ? <p className="text-note text-ink-faint">{hint}</p> : null}
          </div>
          {action}
        </header>
      ) : null}
      <div className={flush ? "" : "p-5"}>{children}</div>
    </section>
  );
}

/** Label and value pairs: one column on a phone or in a narrow card, two aligned columns where there is room. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="@container divide-y divide-line">{children}</dl>;
}

export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0 @md:grid-cols-[minmax(8rem,14rem)_1fr]">
      <dt className="text-table text-ink-faint">{label}</dt>
      <dd className="min-w-0 text-body text-ink">{children}</dd>
    </div>
  );
}
