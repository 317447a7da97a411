"use client";

import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { CopyId, type CopyTexts } from "@/app/_ui/copy-id";
import { Field, SelectField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { inviteAction, newLinkAction, type StaffFormState } from "@/app/console/(staff)/actions";

type LinkTexts = { title: string; hint: string; copy: CopyTexts };

/** A link shown this once, or what is wrong. */
function Outcome({ state, texts }: { state: StaffFormState; texts: LinkTexts }) {
  if (!state) return null;
  if ("error" in state) return <Notice tone="bad">{state.error}</Notice>;
  return (
    <Notice tone="good" title={`${texts.title} · ${state.email}`} testId="one-time-link">
      <CopyId value={state.url} texts={texts.copy} />
      <p className="text-table text-ink-soft">{texts.hint}</p>
    </Notice>
  );
}

type InviteTexts = {
  name: string;
  email: string;
  role: string;
  submit: string;
  roles: { value: string; text: string }[];
};

export function InviteForm({ texts, link }: { texts: InviteTexts; link: LinkTexts }) {
  const [state, action, isPending] = useActionState(inviteAction, null);
  return (
    <form action={action} className="space-y-4">
      <Outcome state={state} texts={link} />
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-[1fr_1.2fr_1.9fr_auto] xl:items-end">
        <Field id="invite-name" name="name" label={texts.name} required maxLength={64} autoComplete="off" />
        <Field
          id="invite-email"
          name="email"
          type="email"
          label={texts.email}
          required
          maxLength={254}
          autoComplete="off"
        />
        <SelectField id="invite-role" name="role" label={texts.role} defaultValue="operator">
          {texts.roles.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </SelectField>
        <Button type="submit" look="primary" disabled={isPending} data-testid="invite-staff">
          {texts.submit}
        </Button>
      </div>
    </form>
  );
}

export function NewLinkForm({
  staffId,
  email,
  submit,
  link,
}: {
  staffId: string;
  email: string;
  submit: string;
  link: LinkTexts;
}) {
  const [state, action, isPending] = useActionState(newLinkAction, null);
  return (
    <form action={action} className={state ? "w-full space-y-2" : undefined}>
      <input type="hidden" name="staffId" value={staffId} />
      <input type="hidden" name="email" value={email} />
      <Button type="submit" size="small" look="quiet" disabled={isPending}>
        {submit}
      </Button>
      <Outcome state={state} texts={link} />
    </form>
  );
}
