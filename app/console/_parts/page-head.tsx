import type { ReactNode } from "react";

/** Head of a console page: title, one sentence, actions at the right. */
export function PageHead({
  title,
  lead,
  above,
  children,
}: {
  title: ReactNode;
  lead?: ReactNode;
  /** The way back, above the title. */
  above?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="mb-6">
      {above ? <div className="mb-1 text-table">{above}</div> : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-title font-semibold text-ink">{title}</h1>
          {lead ? <div className="mt-0.5 text-ink-soft">{lead}</div> : null}
        </div>
        {children ? <div className="flex flex-wrap items-center gap-2">{children}</div> : null}
      </div>
    </header>
  );
}
