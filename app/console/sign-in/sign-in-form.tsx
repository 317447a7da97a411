"use client";

import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { signIn } from "@/app/console/sign-in/actions";

/** Works without scripts: the browser posts the form and gets the page again with the error. */
export function SignInForm({
  next,
  texts,
}: {
  next: string;
  texts: { email: string; password: string; submit: string };
}) {
  const [state, action, isPending] = useActionState(signIn, null);
  return (
    <form action={action} className="space-y-4">
      {state ? (
        <Notice tone="bad" testId="sign-in-error">
          {state.error}
        </Notice>
      ) : null}
      <input type="hidden" name="next" value={next} />
      <Field
        id="email"
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
        label={texts.email}
        defaultValue={state?.email}
        maxLength={254}
      />
      <Field
        id="password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        label={texts.password}
        maxLength={200}
      />
      <Button
        type="submit"
        look="primary"
        className="w-full"
        disabled={isPending}
        data-testid="staff-sign-in"
      >
        {texts.submit}
      </Button>
    </form>
  );
}
