import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from "react";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger";
export type ButtonSize = "small" | "normal" | "large";

const BASE =
  "inline-flex items-center justify-center gap-2 rounded-md border font-semibold whitespace-nowrap select-none motion-safe:transition-colors disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-faint";
const LOOKS: Record<ButtonLook, string> = {
  primary: "border-accent bg-accent text-on-accent hover:border-accent-strong hover:bg-accent-strong",
  plain: "border-line-strong bg-surface text-ink hover:bg-sunken",
  quiet: "border-transparent bg-transparent text-ink-soft hover:bg-sunken hover:text-ink",
  danger: "border-bad bg-surface text-bad hover:bg-bad-soft",
};
const SIZES: Record<ButtonSize, string> = {
  small: "h-8 px-3 text-table",
  normal: "h-9 px-4 text-body",
  large: "h-12 px-6 text-lead",
};

/** Classes of a button, for the rare element that is neither `Button` nor `ButtonLink`. */
export function buttonClass(look: ButtonLook = "plain", size: ButtonSize = "normal", extra = ""): string {
  return `${BASE} ${LOOKS[look]} ${SIZES[size]} ${extra}`;
}

type Common = { look?: ButtonLook; size?: ButtonSize; icon?: ReactNode };

export function Button({
  look,
  size,
  icon,
  className,
  children,
  type = "button",
  ...rest
}: Common & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type={type} className={buttonClass(look, size, className)} {...rest}>
      {icon}
      {children}
    </button>
  );
}

/** A link that looks like a button. A plain `<a>`: it is never prefetched, which matters for `/install/{suite}`. */
export function ButtonLink({
  look,
  size,
  icon,
  className,
  children,
  ...rest
}: Common & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a className={buttonClass(look, size, className)} {...rest}>
      {icon}
      {children}
    </a>
  );
}
