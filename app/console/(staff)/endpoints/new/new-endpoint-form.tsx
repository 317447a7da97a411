"use client";

import { useActionState } from "react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { CopyId, type CopyTexts } from "@/app/_ui/copy-id";
import { CheckField, Field, SelectField, TextField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { createEndpointAction, type NewEndpointState } from "@/app/console/(staff)/endpoints/actions";

type Name =
  | "name"
  | "nameHint"
  | "suite"
  | "url"
  | "urlHint"
  | "events"
  | "eventsHint"
  | "corps"
  | "corpsHint"
  | "description"
  | "environment"
  | "environmentHint"
  | "production"
  | "development"
  | "payload"
  | "thin"
  | "full"
  | "ordered"
  | "answers"
  | "concurrency"
  | "rate"
  | "submit"
  | "created"
  | "secretOnce"
  | "open";
type Texts = Record<Name, string>;

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
  return (
    <form action={action} className="space-y-5">
      {state ? <Notice tone="bad">{state.error}</Notice> : null}
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          id="name"
          name="name"
          label={texts.name}
          hint={texts.nameHint}
          required
          maxLength={64}
          autoComplete="off"
        />
        <SelectField id="suite" name="suite" label={texts.suite}>
          {suites.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </SelectField>
      </div>
      <Field
        id="url"
        name="url"
        type="url"
        label={texts.url}
        hint={texts.urlHint}
        placeholder="https://"
        required
        maxLength={2000}
        spellCheck={false}
        autoComplete="off"
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          id="events"
          name="events"
          label={texts.events}
          hint={texts.eventsHint}
          defaultValue="*"
          required
          rows={4}
        />
        <TextField id="corps" name="corps" label={texts.corps} hint={texts.corpsHint} rows={4} />
      </div>
      <Field
        id="description"
        name="description"
        label={texts.description}
        maxLength={300}
        autoComplete="off"
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          id="environment"
          name="environment"
          label={texts.environment}
          hint={texts.environmentHint}
        >
          <option value="production">{texts.production}</option>
          <option value="development">{texts.development}</option>
        </SelectField>
        <SelectField id="payload" name="payload" label={texts.payload}>
          <option value="thin">{texts.thin}</option>
          <option value="full">{texts.full}</option>
        </SelectField>
        <Field
          id="concurrency"
          name="concurrency"
          type="number"
          min={1}
          max={32}
          defaultValue={8}
          label={texts.concurrency}
          required
        />
        <Field id="rate" name="rate_per_second" type="number" min={1} max={1000} label={texts.rate} />
      </div>
      <div className="space-y-2">
        <CheckField id="ordered" name="ordered" label={texts.ordered} />
        <CheckField id="answers" name="answers" label={texts.answers} />
      </div>
      <Button type="submit" look="primary" disabled={isPending} data-testid="create-endpoint">
        {texts.submit}
      </Button>
    </form>
  );
}
