import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Nothing here: icon, title, one sentence, one action. "Nothing yet" and "no match" are different texts. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
  testId,
}: {
  icon: LucideIcon;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  testId?: string;
}) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center" data-testid={testId}>
      <span className="mb-4 grid size-12 place-items-center rounded-xl bg-accent-soft text-accent">
        <Icon aria-hidden className="size-6" />
      </span>
      <h2 className="text-lead font-semibold text-ink">{title}</h2>
      {children ? <div className="mt-1 max-w-md text-ink-soft">{children}</div> : null}
      {action ? <div className="mt-5">{action}</div> : null}
    </div>
  );
}
