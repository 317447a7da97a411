"use client";

import { useActionState, useState } from "react";
import { Button } from "@/app/_ui/button";
import { CopyId, type CopyTexts } from "@/app/_ui/copy-id";
import { Field, SelectField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { type KeyFormState, revokeKeyAction, rotateKeyAction } from "@/app/console/(staff)/keys/actions";

export type ShownTexts = { title: string; hint: string; copy: CopyTexts };
export type Choice = { value: string; text: string; hint?: string };

/** A key that is shown this once, or what is wrong. */
export function Outcome({ state, texts }: { state: KeyFormState; texts: ShownTexts }) {
  if (!state) return null;
  if ("error" in state) return <Notice tone="bad">{state.error}</Notice>;
  return (
    <Notice tone="good" title={`${texts.title} · ${state.name}`} testId="new-key">
      <CopyId value={state.key} texts={texts.copy} testId="key-text" />
      <p className="mt-1 text-table text-ink-soft">{texts.hint}</p>
    </Notice>
  );
}

/** Any number of a list. A choice that opens more of the form is found by its id. */
export function Choices({ legend, name, list }: { legend: string; name: string; list: Choice[] }) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-table font-semibold text-ink">{legend}</legend>
      <div className="grid gap-2 sm:grid-cols-2 xl:grid-cols-3">
        {list.map((one) => (
          <label
            key={one.value}
            className="flex cursor-pointer items-start gap-2.5 rounded-md border border-line px-3 py-2 hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="checkbox"
              name={name}
              value={one.value}
              id={`${name}-${one.value.replaceAll(":", "-")}`}
              data-testid={`${name}-${one.value}`}
              className="mt-1 size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0">
              <span className="block text-body break-words text-ink">{one.text}</span>
              {one.hint ? <span className="block text-note text-ink-faint">{one.hint}</span> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export type RotateTexts = { open: string; overlap: string; submit: string };

export function RotateKeyForm({
  keyId,
  texts,
  shown,
  overlaps,
}: {
  keyId: string;
  texts: RotateTexts;
  shown: ShownTexts;
  overlaps: Choice[];
}) {
  const [state, action, isPending] = useActionState(rotateKeyAction, null);
  return (
    <form action={action} className="space-y-2">
      <input type="hidden" name="keyId" value={keyId} />
      <div className="flex flex-wrap items-end gap-2">
        <SelectField id={`overlap-${keyId}`} name="hours" label={texts.overlap} defaultValue="24">
          {overlaps.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </SelectField>
        <Button type="submit" disabled={isPending} data-testid="rotate-key">
          {texts.submit}
        </Button>
      </div>
      <Outcome state={state} texts={shown} />
    </form>
  );
}

export type RevokeTexts = { label: string; hint: string; submit: string };

export function RevokeKeyForm({ keyId, name, texts }: { keyId: string; name: string; texts: RevokeTexts }) {
  const [state, action, isPending] = useActionState(revokeKeyAction, null);
  const [typed, setTyped] = useState("");
  return (
    <form action={action} className="space-y-2">
      <input type="hidden" name="keyId" value={keyId} />
      {state ? <Notice tone="bad">{state.error}</Notice> : null}
      <div className="flex flex-wrap items-end gap-2">
        <Field
          id={`revoke-${keyId}`}
          name="name"
          label={texts.label}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
        />
        <Button
          type="submit"
          look="danger"
          disabled={isPending || typed.trim() !== name}
          data-testid="revoke-key"
        >
          {texts.submit}
        </Button>
      </div>
      <p className="text-note text-ink-faint">{texts.hint}</p>
    </form>
  );
}
