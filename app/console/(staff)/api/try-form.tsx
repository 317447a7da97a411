"use client";

import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { Field, SelectField } from "@/app/_ui/field";
import { Badge, Notice } from "@/app/_ui/state";
import { JsonBox } from "@/app/console/_parts/json-box";
import { tryApiAction } from "@/app/console/(staff)/api/actions";

export type TryTexts = Record<
  "suite" | "corp" | "query" | "queryHint" | "run" | "running" | "status" | "requestId" | "answer",
  string
>;

/** Makes a call in the name of whoever is signed in and shows what a program would get. */
export function TryForm({
  operationId,
  wants,
  suites,
  corps,
  texts,
}: {
  operationId: string;
  wants: { suite: boolean; corpId: boolean; query: boolean };
  suites: { value: string; text: string }[];
  corps: { value: string; text: string }[];
  texts: TryTexts;
}) {
  const [state, action, isPending] = useActionState(tryApiAction, null);
  const id = `try-${operationId}`;
  return (
    <form action={action} className="space-y-3" data-testid={id}>
      <input type="hidden" name="operationId" value={operationId} />
      <div className="grid gap-3 sm:grid-cols-3 sm:items-start">
        {wants.suite ? (
          <SelectField id={`${id}-suite`} name="suite" label={texts.suite}>
            {suites.map((one) => (
              <option key={one.value} value={one.value}>
                {one.text}
              </option>
            ))}
          </SelectField>
        ) : null}
        {wants.corpId ? (
          <Field
            id={`${id}-corp`}
            name="corpId"
            label={texts.corp}
            required
            list={`${id}-corps`}
            maxLength={64}
            autoComplete="off"
          />
        ) : null}
        {wants.query ? (
          <Field
            id={`${id}-query`}
            name="query"
            label={texts.query}
            placeholder={texts.queryHint}
            maxLength={200}
            autoComplete="off"
          />
        ) : null}
      </div>
      {wants.corpId ? (
        <datalist id={`${id}-corps`}>
          {corps.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </datalist>
      ) : null}
      <Button type="submit" size="small" disabled={isPending} data-testid={`${id}-run`}>
        {isPending ? texts.running : texts.run}
      </Button>
      <div aria-live="polite">
        {state && "error" in state ? <Notice tone="bad">{state.error}</Notice> : null}
        {state && "status" in state ? (
          <div className="space-y-2">
            <p className="flex flex-wrap items-center gap-3 text-note text-ink-faint">
              <Badge tone={state.status < 300 ? "good" : "bad"} testId={`${id}-status`}>
                {texts.status} {state.status}
              </Badge>
              {texts.requestId} <code className="font-mono text-ink">{state.requestId}</code>
            </p>
            <JsonBox label={texts.answer} text={state.body} testId={`${id}-answer`} />
          </div>
        ) : null}
      </div>
    </form>
  );
}
