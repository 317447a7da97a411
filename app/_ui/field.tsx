import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from "react";

const INPUT =
  "h-9 w-full rounded-md border border-line-strong bg-surface px-3 text-body text-ink placeholder:text-ink-faint disabled:bg-sunken disabled:text-ink-faint aria-invalid:border-bad file:mr-3 file:h-full file:border-0 file:bg-transparent file:font-semibold file:text-ink";

type FieldProps = { id: string; label: ReactNode; hint?: ReactNode; error?: ReactNode; hideLabel?: boolean };

function Frame({ id, label, hint, error, hideLabel, children }: FieldProps & { children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1 block text-table font-semibold text-ink"}>
        {label}
      </label>
      {children}
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-note text-ink-faint">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-note text-bad">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function describedBy({ id, hint, error }: FieldProps): string | undefined {
  return [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
}

/** A labelled input with hint and error, tied together for screen readers. */
export function Field(props: FieldProps & Omit<InputHTMLAttributes<HTMLInputElement>, "id">) {
  const { label: _label, hint: _hint, error, hideLabel: _hide, className = "", ...rest } = props;
  return (
    <Frame {...props}>
      <input
        className={`${INPUT} ${className}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(props)}
        {...rest}
      />
    </Frame>
  );
}

/** A labelled native select: it works without scripts and inside WeCom's WebView. */
export function SelectField(props: FieldProps & Omit<SelectHTMLAttributes<HTMLSelectElement>, "id">) {
  const { label: _label, hint: _hint, error, hideLabel: _hide, className = "", ...rest } = props;
  return (
    <Frame {...props}>
      <select
        className={`${INPUT} pr-8 ${className}`}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(props)}
        {...rest}
      />
    </Frame>
  );
}

/** A labelled field of several lines: lists, one entry a line. */
export function TextField(props: FieldProps & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "id">) {
  const { label: _label, hint: _hint, error, hideLabel: _hide, className = "", ...rest } = props;
  return (
    <Frame {...props}>
      <textarea
        className={`${INPUT} h-auto py-2 font-mono text-table leading-5 ${className}`}
        spellCheck={false}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(props)}
        {...rest}
      />
    </Frame>
  );
}

/** A labelled native checkbox; the label is part of what can be clicked. */
export function CheckField({
  id,
  label,
  ...rest
}: { id: string; label: ReactNode } & Omit<InputHTMLAttributes<HTMLInputElement>, "id">) {
  return (
    <label htmlFor={id} className="flex min-h-6 items-start gap-2.5 text-body text-ink">
      <input id={id} type="checkbox" className="mt-1 size-4 shrink-0 accent-accent" {...rest} />
      <span>{label}</span>
    </label>
  );
}
