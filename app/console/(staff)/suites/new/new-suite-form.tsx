"use client";

import { ArrowRight, KeyRound } from "lucide-react";
import { useActionState } from "react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { CopyId, type CopyTexts } from "@/app/_ui/copy-id";
import { Field, SelectField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { createSuiteAction, type ShownRow } from "@/app/console/(staff)/suites/actions";

type Choice = { value: string; text: string };
export type NewSuiteTexts = {
  title: string;
  name: string;
  nameHint: string;
  key: string;
  keyHint: string;
  kind: string;
  kinds: Choice[];
  dialect: string;
  dialects: Choice[];
  ownKeys: string;
  ownKeysHint: string;
  submit: string;
  createdTitle: string;
  createdBody: string;
  toSuite: string;
  copy: CopyTexts;
};

/** Everything to paste, in the order of the vendor console. */
function PasteSheet({ rows, copy }: { rows: ShownRow[]; copy: CopyTexts }) {
  return (
    <dl className="divide-y divide-line" data-testid="paste-sheet">
      {rows.map(({ label, value, note }) => (
        <div
          key={label}
          className="grid gap-x-6 gap-y-1 px-5 py-3 md:grid-cols-[15rem_minmax(0,1fr)] md:items-center"
        >
          <dt className="text-table text-ink-soft">{label}</dt>
          <dd className="min-w-0">
            <CopyId value={value} texts={{ ...copy, label: `${copy.label} ${label}` }} />
            {note ? <p className="text-note text-ink-faint">{note}</p> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Makes a suite and then, in the same place, shows what to paste: the keys never go through an address or a reload. */
export function NewSuiteForm({ texts }: { texts: NewSuiteTexts }) {
  const [state, action, isPending] = useActionState(createSuiteAction, null);
  if (state && "key" in state)
    return (
      <div className="grid gap-5">
        <Notice tone="good" title={texts.createdTitle} testId="suite-created">
          {texts.createdBody}
        </Notice>
        <Card title={state.where} flush>
          <PasteSheet rows={state.rows} copy={texts.copy} />
        </Card>
        <div>
          <ButtonLink
            look="primary"
            href={`/console/suites/${state.key}`}
            icon={<ArrowRight aria-hidden className="size-4" />}
            data-testid="to-suite"
          >
            {texts.toSuite}
          </ButtonLink>
        </div>
      </div>
    );
  return (
    <Card title={texts.title}>
      <form action={action} className="max-w-2xl space-y-5">
        {state ? (
          <Notice tone="bad" testId="form-problem">
            {state.error}
          </Notice>
        ) : null}
        <Field
          id="suite-name"
          name="name"
          label={texts.name}
          hint={texts.nameHint}
          required
          maxLength={64}
          autoComplete="off"
        />
        <Field
          id="suite-key"
          name="key"
          label={texts.key}
          hint={texts.keyHint}
          required
          pattern="[a-z0-9][a-z0-9\-]{0,31}"
          maxLength={32}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField id="suite-kind" name="kind" label={texts.kind} defaultValue="app">
            {texts.kinds.map((one) => (
              <option key={one.value} value={one.value}>
                {one.text}
              </option>
            ))}
          </SelectField>
          <SelectField id="suite-dialect" name="dialect" label={texts.dialect} defaultValue="wecom">
            {texts.dialects.map((one) => (
              <option key={one.value} value={one.value}>
                {one.text}
              </option>
            ))}
          </SelectField>
        </div>
        <details className="rounded-lg border border-line px-4 py-3">
          <summary className="cursor-pointer text-table font-semibold text-ink">{texts.ownKeys}</summary>
          <p className="mt-2 text-note text-ink-faint">{texts.ownKeysHint}</p>
          <div className="mt-3 grid gap-4">
            <Field
              id="suite-token"
              name="token"
              label="Token"
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
            />
            <Field
              id="suite-aes-key"
              name="encodingAesKey"
              label="EncodingAESKey"
              maxLength={43}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
            />
          </div>
        </details>
        <Button
          type="submit"
          look="primary"
          disabled={isPending}
          icon={<KeyRound aria-hidden className="size-4" />}
          data-testid="create-suite"
        >
          {texts.submit}
        </Button>
      </form>
    </Card>
  );
}
