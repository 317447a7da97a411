"use client";

import { useRouter } from "next/navigation";
import { startTransition, useActionState, useEffect, useRef } from "react";
import { Button } from "@/app/_ui/button";
import { Field, SelectField } from "@/app/_ui/field";
import { createKeyAction } from "@/app/console/(staff)/keys/actions";
import { CallGroups, type CallGroupTexts } from "@/app/console/(staff)/keys/call-groups";
import { type Choice, Choices, Outcome, type ShownTexts } from "@/app/console/(staff)/keys/key-forms";
import { type LimitBounds, LimitFields, type LimitTexts } from "@/app/console/(staff)/keys/limits-form";

export type CreateTexts = {
  name: string;
  nameHint: string;
  suites: string;
  scopes: string;
  corps: string;
  corpsHint: string;
  expiry: string;
  submit: string;
};

/** A new key: who uses it, what for, and how much. */
export function CreateKeyForm({
  texts,
  shown,
  suites,
  scopes,
  groups,
  groupTexts,
  limits,
  expiries,
}: {
  texts: CreateTexts;
  shown: ShownTexts;
  suites: Choice[];
  scopes: Choice[];
  groups: Choice[];
  groupTexts: CallGroupTexts;
  limits: { texts: LimitTexts; bounds: LimitBounds };
  expiries: Choice[];
}) {
  const [state, action, isPending] = useActionState(createKeyAction, null);
  const form = useRef<HTMLFormElement>(null);
  const router = useRouter();
  useEffect(() => {
    if (!state || !("key" in state)) return;
    form.current?.reset();
    router.refresh();
  }, [state, router]);
  return (
    <form
      ref={form}
      action={action}
      // React empties a form after its action; after a refusal people would choose everything again.
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        startTransition(() => action(given));
      }}
      className="group/key space-y-5"
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id="key-name"
          name="name"
          label={texts.name}
          hint={texts.nameHint}
          required
          maxLength={64}
          autoComplete="off"
        />
        <SelectField id="key-expiry" name="days" label={texts.expiry} defaultValue="365">
          {expiries.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </SelectField>
      </div>
      <Choices legend={texts.suites} name="suites" list={suites} />
      <Choices legend={texts.scopes} name="scopes" list={scopes} />
      <CallGroups texts={groupTexts} groups={groups} />
      <Field id="key-corps" name="corps" label={texts.corps} hint={texts.corpsHint} autoComplete="off" />
      <LimitFields id="key" {...limits} />
      <Outcome state={state} texts={shown} />
      <Button type="submit" look="primary" disabled={isPending} data-testid="create-key">
        {texts.submit}
      </Button>
    </form>
  );
}
