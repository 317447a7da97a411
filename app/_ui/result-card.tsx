import { CircleAlert, CircleCheck, LoaderCircle, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export type ResultKind = "done" | "pending" | "failed";

const LOOKS: Record<ResultKind, { icon: LucideIcon; disc: string }> = {
  done: { icon: CircleCheck, disc: "bg-good-soft text-good" },
  pending: { icon: LoaderCircle, disc: "bg-wait-soft text-wait" },
  failed: { icon: CircleAlert, disc: "bg-bad-soft text-bad" },
};

/** How something ended: a large icon, a sentence, what to do. */
export function ResultCard({
  kind,
  title,
  children,
  actions,
  foot,
  testId,
}: {
  kind: ResultKind;
  title: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
  foot?: ReactNode;
  testId?: string;
}) {
  const { icon: Icon, disc } = LOOKS[kind];
  return (
    <section
      className="overflow-hidden rounded-2xl border border-line bg-surface shadow-raised"
      data-testid={testId}
      data-kind={kind}
    >
      <div className="px-6 py-8 sm:px-10 sm:py-10">
        <span className={`grid size-14 place-items-center rounded-2xl ${disc}`}>
          <Icon aria-hidden className={`size-7 ${kind === "pending" ? "motion-safe:animate-spin" : ""}`} />
        </span>
        <h1 className="mt-5 text-headline font-semibold text-pretty">{title}</h1>
        <div className="mt-2 text-lead text-ink-soft" role={kind === "pending" ? "status" : undefined}>
          {children}
        </div>
        {actions ? <div className="mt-7 flex flex-wrap gap-3">{actions}</div> : null}
      </div>
      {foot ? <div className="border-t border-line bg-sunken px-6 py-5 sm:px-10">{foot}</div> : null}
    </section>
  );
}

/** The short id to quote, with one line on what it is for. */
export function Reference({ label, value, hint }: { label: string; value: string; hint: string }) {
  return (
    <p className="text-table text-ink-soft">
      {label}{" "}
      <code
        className="rounded border border-line bg-surface px-1.5 py-0.5 font-mono text-ink"
        data-testid="reference"
      >
        {value}
      </code>{" "}
      <span className="text-ink-faint">{hint}</span>
    </p>
  );
}

/** What comes next, numbered. */
export function NumberedList({ items }: { items: ReactNode[] }) {
  return (
    <ol className="space-y-3">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list that is never reordered
        <li key={index} className="flex gap-3">
          <span
            aria-hidden
            className="grid size-6 shrink-0 place-items-center rounded-full bg-accent-soft font-mono text-note text-accent"
          >
            {index + 1}
          </span>
          <span className="min-w-0 text-ink">{item}</span>
        </li>
      ))}
    </ol>
  );
}
