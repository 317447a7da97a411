"use client";

import { Activity } from "lucide-react";
import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { Notice, State } from "@/app/_ui/state";
import { selfTestAction } from "@/app/console/_parts/self-test-action";

export type SelfTestTexts = {
  title: string;
  lead: string;
  run: string;
  again: string;
  running: string;
  good: string;
  note: string;
};

/** The button and, in the same place, what each request met. */
export function SelfTestCard({ owner, texts }: { owner: string; texts: SelfTestTexts }) {
  const [state, action, isPending] = useActionState(selfTestAction, null);
  return (
    <Card
      id="self-test"
      title={texts.title}
      hint={texts.lead}
      flush
      action={
        <form action={action}>
          <input type="hidden" name="owner" value={owner} />
          <Button
            type="submit"
            size="small"
            disabled={isPending}
            icon={<Activity aria-hidden className="size-4" />}
            data-testid="run-self-test"
          >
            {isPending ? texts.running : state ? texts.again : texts.run}
          </Button>
        </form>
      }
    >
      <div aria-live="polite">
        {state && "error" in state ? (
          <div className="p-5">
            <Notice tone="bad">{state.error}</Notice>
          </div>
        ) : null}
        {state && "lines" in state ? (
          <>
            {state.common.length > 0 ? (
              <div className="space-y-2 border-b border-line p-5" data-testid="self-test-common">
                {state.common.map((one) => (
                  <Notice key={one.what} tone={one.isFatal ? "bad" : "warn"} title={one.what}>
                    {one.todo}
                  </Notice>
                ))}
              </div>
            ) : null}
            <ul className="divide-y divide-line">
              {state.lines.map((line) => (
                <li
                  key={line.name}
                  className="px-5 py-3"
                  data-testid="self-test-line"
                  data-verdict={line.verdict}
                >
                  <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
                    <span className="font-mono text-table break-all text-ink">{line.name}</span>
                    {line.troubles.length === 0 && line.verdict !== "bad" ? (
                      <State tone="good">{texts.good}</State>
                    ) : null}
                  </div>
                  <p className="text-note text-ink-faint tabular-nums">{line.facts.join(" · ")}</p>
                  {line.troubles.map((one) => (
                    <div key={one.what} className="mt-2">
                      <Notice tone={one.isFatal ? "bad" : "warn"} title={one.what}>
                        {one.todo}
                      </Notice>
                    </div>
                  ))}
                </li>
              ))}
            </ul>
            <p className="border-t border-line bg-sunken px-5 py-3 text-note text-ink-soft">{texts.note}</p>
          </>
        ) : null}
      </div>
    </Card>
  );
}
