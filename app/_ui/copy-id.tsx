"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

export type CopyTexts = { label: string; done: string; failed: string };

/** An id or address in monospace with a button that copies it. `texts.label` names what is copied. */
export function CopyId({ value, texts, testId }: { value: string; texts: CopyTexts; testId?: string }) {
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2_000);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setState("done");
    } catch {
      // No clipboard without https or in old WebViews; the text itself can still be selected.
      setState("failed");
    }
  };
  const Icon = state === "done" ? Check : Copy;
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="min-w-0 font-mono text-table break-all text-ink" data-testid={testId}>
        {value}
      </code>
      <button
        type="button"
        onClick={copy}
        aria-label={texts.label}
        title={texts.label}
        className="grid size-7 shrink-0 place-items-center rounded-md text-ink-faint hover:bg-sunken hover:text-ink"
      >
        <Icon aria-hidden className={`size-3.5 ${state === "done" ? "text-good" : ""}`} />
      </button>
      <span role="status" className={state === "failed" ? "text-note text-bad" : "sr-only"}>
        {state === "idle" ? "" : state === "done" ? texts.done : texts.failed}
      </span>
    </span>
  );
}
