"use client";

import { useActionState } from "react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { CopyId, type CopyTexts } from "@/app/_ui/copy-id";
import { Field, SelectField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { createEndpointAction, type NewEndpointState } from "@/app/console/(staff)/endpoints/actions";
import { EndpointFields, type FieldTexts } from "@/app/console/(staff)/endpoints/endpoint-fields";
import { EMPTY_FORM } from "@/app/console/(staff)/endpoints/endpoint-form";

type Name = "name" | "nameHint" | "suite" | "submit" | "created" | "secretOnce" | "open";
type Texts = Record<Name, string> & { fields: FieldTexts };

function Made({
  state,
  texts,
  copy,
}: {
  state: Extract<NewEndpointState, { id: string }>;
  texts: Texts;
  copy: CopyTexts;
}) {
  return (
    <div className="space-y-4">
      <Notice tone="good" title={texts.created} testId="endpoint-created">
        <CopyId value={state.secret} texts={copy} testId="endpoint-secret" />
        <p className="mt-1 text-table text-ink-soft">{texts.secretOnce}</p>
      </Notice>
      <Notice tone={state.isProven ? "good" : "warn"}>{state.proof}</Notice>
      <ButtonLink look="primary" href={`/console/endpoints/${state.id}`} data-testid="open-endpoint">
        {texts.open}
      </ButtonLink>
    </div>
  );
}

export function NewEndpointForm({
  suites,
  texts,
  copy,
}: {
  suites: { value: string; text: string }[];
  texts: Texts;
  copy: CopyTexts;
}) {
  const [state, action, isPending] = useActionState(createEndpointAction, null);
  if (state && "id" in state) return <Made state={state} texts={texts} copy={copy} />;
  // What was typed stays: after an action React empties a form to what it began with.
  const given = state?.given;
  return (
    <form action={action} className="space-y-5" key={state?.turn ?? 0}>
      {state ? <Notice tone="bad">{state.error}</Notice> : null}
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          id="name"
          name="name"
          label={texts.name}
          hint={texts.nameHint}
          defaultValue={given?.name}
          required
          maxLength={64}
          autoComplete="off"
        />
        <SelectField id="suite" name="suite" label={texts.suite} defaultValue={given?.suite}>
          {suites.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </SelectField>
      </div>
      <EndpointFields start={given ?? EMPTY_FORM} texts={texts.fields} />
      <Button type="submit" look="primary" disabled={isPending} data-testid="create-endpoint">
        {texts.submit}
      </Button>
    </form>
  );
}
