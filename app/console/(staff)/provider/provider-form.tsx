"use client";

import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { saveProviderAction } from "@/app/console/(staff)/provider/actions";

/** The provider's corp id and secret; the secret goes in and never comes out. */
export function ProviderForm({
  corpId,
  texts,
}: {
  corpId: string | null;
  texts: {
    corpId: string;
    corpIdHint: string;
    secret: string;
    secretHint: string;
    secretState: string;
    submit: string;
  };
}) {
  const [state, action, isPending] = useActionState(saveProviderAction, null);
  return (
    <form action={action} className="space-y-4">
      {state ? (
        <Notice tone="bad" testId="form-problem">
          {state.error}
        </Notice>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id="provider-corp-id"
          name="corpId"
          label={texts.corpId}
          hint={texts.corpIdHint}
          defaultValue={corpId ?? ""}
          required
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
        <Field
          id="provider-secret"
          name="secret"
          type="password"
          label={`${texts.secret} · ${texts.secretState}`}
          hint={texts.secretHint}
          maxLength={512}
          autoComplete="off"
        />
      </div>
      <Button type="submit" look="primary" size="small" disabled={isPending} data-testid="save-provider">
        {texts.submit}
      </Button>
    </form>
  );
}
