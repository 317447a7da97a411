"use client";

import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { redeem } from "@/app/console/first-sign-in/actions";

type Texts = { name: string; email: string; password: string; passwordHint: string; submit: string };

export function FirstSignInForm({
  token,
  invited,
  texts,
}: {
  token: string;
  /** The account is there already: its address is fixed. */
  invited: { name: string; email: string } | null;
  texts: Texts;
}) {
  const [state, action, isPending] = useActionState(redeem, null);
  return (
    <form action={action} className="space-y-4">
      {state ? (
        <Notice tone="bad" testId="first-sign-in-error">
          {state.error}
        </Notice>
      ) : null}
      <input type="hidden" name="token" value={token} />
      <Field
        id="name"
        name="name"
        autoComplete="name"
        required
        label={texts.name}
        defaultValue={state?.name ?? invited?.name}
        maxLength={64}
      />
      <Field
        id="email"
        name="email"
        type="email"
        autoComplete="username"
        required
        readOnly={invited !== null}
        label={texts.email}
        defaultValue={invited?.email ?? state?.email}
        maxLength={254}
      />
      <Field
        id="password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={12}
        maxLength={200}
        label={texts.password}
        hint={texts.passwordHint}
      />
      <Button
        type="submit"
        look="primary"
        className="w-full"
        disabled={isPending}
        data-testid="first-sign-in"
      >
        {texts.submit}
      </Button>
    </form>
  );
}
