import Link from "next/link";
import type { ReactNode } from "react";

/** A row's link that opens a drawer over the list: the page stays, nothing is fetched before the click. */
export function SoftRowLink({
  href,
  children,
  testId,
}: {
  href: string;
  children: ReactNode;
  testId?: string;
}) {
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      data-testid={testId}
      className="font-semibold text-ink after:absolute after:inset-0 hover:text-accent hover:underline"
    >
      {children}
    </Link>
  );
}
