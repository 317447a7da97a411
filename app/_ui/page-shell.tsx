import type { ReactNode } from "react";
import { Mark } from "@/app/_ui/mark";

/** Frame of the public pages: head with the product, main, foot. `aside` is the head's right side. */
export function PageShell({
  product,
  aside,
  foot,
  children,
  width = "wide",
}: {
  product: string;
  aside?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
  width?: "wide" | "narrow";
}) {
  const inner = width === "wide" ? "max-w-5xl" : "max-w-2xl";
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line bg-surface">
        <div className={`mx-auto flex h-14 items-center justify-between gap-4 px-4 sm:px-6 ${inner}`}>
          <a href="/" className="flex min-w-0 items-center gap-2.5 rounded-md font-semibold text-ink">
            <Mark className="size-7 shrink-0" />
            <span className="truncate">{product}</span>
          </a>
          <div className="flex shrink-0 items-center gap-1">{aside}</div>
        </div>
      </header>
      <main id="main" className={`mx-auto w-full flex-1 px-4 py-8 sm:px-6 sm:py-12 ${inner}`}>
        {children}
      </main>
      {foot ? (
        <footer className="border-t border-line">
          <div
            className={`mx-auto flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-5 text-table text-ink-faint sm:px-6 ${inner}`}
          >
            {foot}
          </div>
        </footer>
      ) : null}
    </div>
  );
}
