"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";

/** The same call in several languages, one shown at a time; arrow keys move between them. */
export function CodeTabs({
  id,
  samples,
  label,
  copyLabel,
}: {
  id: string;
  samples: { language: string; text: string }[];
  label: string;
  copyLabel: string;
}) {
  const [chosen, setChosen] = useState(0);
  const [isCopied, setCopied] = useState(false);
  const shown = samples[chosen] ?? samples[0];
  const choose = (index: number) => {
    const next = (index + samples.length) % samples.length;
    setChosen(next);
    setCopied(false);
    document.getElementById(`${id}-tab-${next}`)?.focus();
  };
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <div className="flex items-center justify-between gap-2 border-b border-line bg-sunken pr-2">
        <div role="tablist" aria-label={label} className="flex min-w-0 overflow-x-auto">
          {samples.map((one, index) => (
            <button
              key={one.language}
              id={`${id}-tab-${index}`}
              type="button"
              role="tab"
              aria-selected={index === chosen}
              aria-controls={`${id}-panel`}
              tabIndex={index === chosen ? 0 : -1}
              onClick={() => choose(index)}
              onKeyDown={(event) => {
                if (event.key === "ArrowRight") choose(index + 1);
                if (event.key === "ArrowLeft") choose(index - 1);
              }}
              className={`shrink-0 border-b-2 px-3 py-2 text-table ${
                index === chosen
                  ? "border-accent font-semibold text-ink"
                  : "border-transparent text-ink-soft hover:text-ink"
              }`}
            >
              {one.language}
            </button>
          ))}
        </div>
        <button
          type="button"
          aria-label={copyLabel}
          title={copyLabel}
          className="grid size-8 shrink-0 place-items-center rounded-md text-ink-faint hover:bg-surface hover:text-ink"
          onClick={() => {
            navigator.clipboard?.writeText(shown?.text ?? "").then(
              () => setCopied(true),
              () => setCopied(false),
            );
          }}
        >
          {isCopied ? (
            <Check aria-hidden className="size-4 text-good" />
          ) : (
            <Copy aria-hidden className="size-4" />
          )}
        </button>
      </div>
      <pre
        id={`${id}-panel`}
        role="tabpanel"
        aria-labelledby={`${id}-tab-${chosen}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto bg-surface p-4 font-mono text-note leading-5 text-ink"
      >
        {shown?.text}
      </pre>
    </div>
  );
}
