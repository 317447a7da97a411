"use client";

import { type FormEvent, startTransition, useActionState, useEffect, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Field, SelectField, TextField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { tryApiAction } from "@/app/console/(staff)/api/actions";
import { TryAnswer } from "@/app/console/(staff)/api/try-answer";
import { type Choice, PathField } from "@/app/console/(staff)/api/try-fields";
import type { TryTexts } from "@/app/console/(staff)/api/try-texts";
import type { TryWants } from "@/lib/runtime/api/describe-routes";

const KEY_FIELD = "idempotencyKey";

/** `randomUUID` is missing where the portal is opened without https. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** Makes a call in the name of whoever is signed in and shows what a program would get. */
export function TryForm({
  operationId,
  wants,
  suites,
  effect,
  firstKey,
  texts,
}: {
  operationId: string;
  wants: TryWants;
  suites: Choice[];
  /** What the call does besides answering. */
  effect: string | null;
  firstKey: string;
  texts: TryTexts;
}) {
  const [state, action, isPending] = useActionState(tryApiAction, null);
  const [method, setMethod] = useState(wants.methods[0] ?? "");
  const [key, setKey] = useState(firstKey);
  const [isKeyUsed, setKeyUsed] = useState(false);
  useEffect(() => {
    if (state && "status" in state) setKeyUsed(true);
  }, [state]);

  // Not by `action` alone: React would empty the form afterwards, and with it what was typed.
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => action(form));
  };
  const renewKey = () => {
    setKey(newKey());
    setKeyUsed(false);
  };
  // The same once more must not run twice; something else is a call of its own.
  const changed = ({ target }: FormEvent<HTMLFormElement>) => {
    if (isKeyUsed && (target as unknown as { name?: string }).name !== KEY_FIELD) renewKey();
  };

  const id = `try-${operationId}`;
  const hasBody = wants.body !== null && method !== "GET";
  return (
    <form action={action} onSubmit={submit} onChange={changed} className="space-y-3" data-testid={id}>
      {effect ? (
        <Notice tone="info" testId={`${id}-effect`}>
          {effect}
        </Notice>
      ) : null}
      <input type="hidden" name="operationId" value={operationId} />
      <div className="grid gap-3 sm:grid-cols-2 sm:items-start lg:grid-cols-3">
        {wants.methods.length > 1 ? (
          <SelectField
            id={`${id}-method`}
            name="method"
            label={texts.method}
            value={method}
            onChange={(event) => setMethod(event.target.value)}
          >
            {wants.methods.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </SelectField>
        ) : null}
        {wants.names.map((name) => (
          <PathField key={name} id={id} name={name} suites={suites} texts={texts} />
        ))}
        {wants.query ? (
          <Field
            id={`${id}-query`}
            name="query"
            label={texts.query}
            placeholder={texts.queryHint}
            maxLength={2_000}
            autoComplete="off"
          />
        ) : null}
      </div>
      {hasBody ? (
        <TextField
          id={`${id}-body`}
          name="body"
          label={texts.body}
          defaultValue={wants.body ?? ""}
          rows={Math.min(12, Math.max(4, (wants.body ?? "").split("\n").length))}
          error={state && "bodyError" in state ? state.bodyError : undefined}
        />
      ) : null}
      {wants.isCreating ? (
        <div className="flex flex-wrap items-start gap-3">
          <div className="min-w-0 flex-1 basis-64 sm:max-w-md">
            <Field
              id={`${id}-key`}
              name={KEY_FIELD}
              label={texts.key}
              hint={texts.keyHint}
              value={key}
              onChange={(event) => setKey(event.target.value)}
              maxLength={200}
              autoComplete="off"
              className="font-mono"
            />
          </div>
          <Button size="small" className="mt-6.5" onClick={renewKey} data-testid={`${id}-new-key`}>
            {texts.newKey}
          </Button>
        </div>
      ) : null}
      <Button
        type="submit"
        size="small"
        look={method === "DELETE" ? "danger" : "plain"}
        disabled={isPending}
        data-testid={`${id}-run`}
      >
        {isPending ? texts.running : texts.run}
      </Button>
      <div aria-live="polite">
        {state && "error" in state ? <Notice tone="bad">{state.error}</Notice> : null}
        {state && "status" in state ? <TryAnswer id={id} tried={state} texts={texts} /> : null}
      </div>
    </form>
  );
}
