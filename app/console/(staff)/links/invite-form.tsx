"use client";

import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { CopyId, type CopyTexts } from "@/app/_ui/copy-id";
import { Field, SelectField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { inviteCustomerAction } from "@/app/console/(staff)/links/actions";

type Choice = { value: string; text: string };
export type InviteTexts = Record<
  | "suite"
  | "customer"
  | "customerHint"
  | "inviter"
  | "inviterHint"
  | "corpId"
  | "corpIdHint"
  | "days"
  | "submit"
  | "ready"
  | "readyHint",
  string
> & { copy: CopyTexts };

export function InviteCustomerForm({
  texts,
  suites,
  days,
}: {
  texts: InviteTexts;
  suites: Choice[];
  days: Choice[];
}) {
  const [state, action, isPending] = useActionState(inviteCustomerAction, null);
  return (
    <form action={action} className="space-y-4">
      {state && "error" in state ? <Notice tone="bad">{state.error}</Notice> : null}
      {state && "url" in state ? (
        <Notice tone="good" title={`${texts.ready} · ${state.customer}`} testId="new-link">
          <CopyId value={state.url} texts={texts.copy} testId="link-url" />
          <p className="mt-1 text-table text-ink-soft">{texts.readyHint}</p>
        </Notice>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        <Field
          id="link-customer"
          name="customer"
          label={texts.customer}
          hint={texts.customerHint}
          required
          maxLength={100}
          autoComplete="off"
        />
        <SelectField id="link-suite" name="suite" label={texts.suite}>
          {suites.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </SelectField>
        <SelectField id="link-days" name="days" label={texts.days} defaultValue="7">
          {days.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </SelectField>
        <Field
          id="link-inviter"
          name="inviter"
          label={texts.inviter}
          hint={texts.inviterHint}
          maxLength={100}
          autoComplete="off"
        />
        <Field
          id="link-corp"
          name="corpId"
          label={texts.corpId}
          hint={texts.corpIdHint}
          maxLength={64}
          autoComplete="off"
        />
      </div>
      <Button type="submit" look="primary" disabled={isPending} data-testid="create-link">
        {texts.submit}
      </Button>
    </form>
  );
}
