import type {
  AnchorHTMLAttributes,
  HTMLAttributes,
  ReactNode,
  TdHTMLAttributes,
  ThHTMLAttributes,
} from "react";

/** A plain server-rendered table that scrolls sideways inside its frame on small screens. */
export function Table({
  label,
  children,
  minWidth = 640,
}: {
  label: string;
  children: ReactNode;
  minWidth?: number;
}) {
  return (
    // "relative" keeps hidden labels inside: without it they make a phone's page wider than the window.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="relative overflow-x-auto" aria-label={label} tabIndex={0}>
      <table className="w-full border-collapse text-left text-table" style={{ minWidth }}>
        {children}
      </table>
    </section>
  );
}

export function TableHead({ children }: { children: ReactNode }) {
  return (
    <thead className="border-b border-line bg-sunken text-ink-faint">
      <tr>{children}</tr>
    </thead>
  );
}

export function Th({ className = "", ...rest }: ThHTMLAttributes<HTMLTableCellElement>) {
  return <th scope="col" className={`px-5 py-2 font-normal whitespace-nowrap ${className}`} {...rest} />;
}

export function Tr({ className = "", ...rest }: HTMLAttributes<HTMLTableRowElement>) {
  return (
    <tr className={`relative border-b border-line last:border-b-0 hover:bg-sunken ${className}`} {...rest} />
  );
}

export function Td({ className = "", ...rest }: TdHTMLAttributes<HTMLTableCellElement>) {
  return <td className={`px-5 py-2.5 align-middle text-ink ${className}`} {...rest} />;
}

/** The link of a row: its area is the whole row. Other links and buttons of the row go in front with "relative". */
export function RowLink({ className = "", children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a
      className={`font-semibold text-ink after:absolute after:inset-0 hover:text-accent hover:underline ${className}`}
      {...rest}
    >
      {children}
    </a>
  );
}
