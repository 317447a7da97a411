"use client";

import { useActionState, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/state";
import { importAction } from "@/app/console/(staff)/suites/import/actions";

export type ImportTexts = {
  text: string;
  preview: string;
  apply: string;
  previewTitle: string;
  doneTitle: string;
  problems: string;
  nothing: string;
};

/** Paste, look, write. A changed text has to be looked at again. */
export function ImportForm({ texts }: { texts: ImportTexts }) {
  const [text, setText] = useState("");
  const [seen, setSeen] = useState("");
  const [state, action, isPending] = useActionState(importAction, null);
  const canApply =
    state !== null &&
    !state.isApplied &&
    state.problems.length === 0 &&
    state.lines.length > 0 &&
    seen === text;
  return (
    <form action={action} onSubmit={() => setSeen(text)} className="space-y-4">
      <div>
        <label htmlFor="import-text" className="mb-1 block text-table font-semibold text-ink">
          {texts.text}
        </label>
        <textarea
          id="import-text"
          name="text"
          value={text}
          onChange={(event) => setText(event.target.value)}
          rows={14}
          required
          spellCheck={false}
          className="w-full rounded-md border border-line-strong bg-surface px-3 py-2 font-mono text-table text-ink"
        />
      </div>
      <div aria-live="polite">
        {state && state.problems.length > 0 ? (
          <Notice tone="bad" title={texts.problems} testId="import-problems">
            <ul className="list-disc pl-5">
              {state.problems.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </Notice>
        ) : null}
        {state && state.problems.length === 0 ? (
          <Notice
            tone={state.isApplied ? "good" : "info"}
            title={state.isApplied ? texts.doneTitle : texts.previewTitle}
            testId={state.isApplied ? "import-done" : "import-preview"}
          >
            {state.lines.length === 0 ? (
              texts.nothing
            ) : (
              <ul className="space-y-1">
                {state.lines.map((one) => (
                  <li key={one.place} className={one.isRefused ? "text-bad" : undefined}>
                    <code className="font-mono">{one.place}</code> · {one.change}
                    {one.what.length > 0 ? (
                      <span className="text-ink-soft"> ({one.what.join(", ")})</span>
                    ) : null}
                  </li>
                ))}
              </ul>
            )}
          </Notice>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          name="step"
          value="preview"
          size="small"
          disabled={isPending}
          data-testid="import-look"
        >
          {texts.preview}
        </Button>
        <Button
          type="submit"
          name="step"
          value="apply"
          size="small"
          look="primary"
          disabled={isPending || !canApply}
          data-testid="import-apply"
        >
          {texts.apply}
        </Button>
      </div>
    </form>
  );
}
