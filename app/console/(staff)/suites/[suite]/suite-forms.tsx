"use client";

import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { Field, SelectField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { changeSuiteAction, saveSuiteSecretsAction } from "@/app/console/(staff)/suites/actions";

type Choice = { value: string; text: string };

/** SuiteID and Secret; the secret goes in and never comes out. */
export function SecretsForm({
  suite,
  suiteId,
  texts,
}: {
  suite: string;
  suiteId: string | null;
  texts: { suiteId: string; secret: string; secretHint: string; submit: string };
}) {
  const [state, action, isPending] = useActionState(saveSuiteSecretsAction, null);
  return (
    <form action={action} className="space-y-4">
      {state ? (
        <Notice tone="bad" testId="form-problem">
          {state.error}
        </Notice>
      ) : null}
      <input type="hidden" name="suite" value={suite} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id="secrets-suite-id"
          name="suiteId"
          label={texts.suiteId}
          defaultValue={suiteId ?? ""}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
        <Field
          id="secrets-secret"
          name="suiteSecret"
          type="password"
          label={texts.secret}
          hint={texts.secretHint}
          maxLength={512}
          autoComplete="off"
        />
      </div>
      <Button type="submit" look="primary" size="small" disabled={isPending} data-testid="save-secrets">
        {texts.submit}
      </Button>
    </form>
  );
}

/** What staff say of the suite: name, auth_type, published or not, completion domain, whose it is. */
export function DetailsForm({
  suite,
  values,
  texts,
}: {
  suite: string;
  values: {
    name: string;
    installAuthType: string;
    isPublished: string;
    completionDomain: string;
    isIndividualOwned: string;
  };
  texts: {
    name: string;
    authType: string;
    authTypes: Choice[];
    published: string;
    publishedStates: Choice[];
    completionDomain: string;
    completionHint: string;
    owner: string;
    ownerHint: string;
    owners: Choice[];
    submit: string;
  };
}) {
  const [state, action, isPending] = useActionState(changeSuiteAction, null);
  const options = (list: Choice[]) =>
    list.map((one) => (
      <option key={one.value} value={one.value}>
        {one.text}
      </option>
    ));
  return (
    <form action={action} className="space-y-4">
      {state ? (
        <Notice tone="bad" testId="form-problem">
          {state.error}
        </Notice>
      ) : null}
      <input type="hidden" name="suite" value={suite} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id="details-name"
          name="name"
          label={texts.name}
          defaultValue={values.name}
          required
          maxLength={64}
        />
        <SelectField
          id="details-auth-type"
          name="installAuthType"
          label={texts.authType}
          defaultValue={values.installAuthType}
        >
          {options(texts.authTypes)}
        </SelectField>
        <SelectField
          id="details-published"
          name="isPublished"
          label={texts.published}
          defaultValue={values.isPublished}
        >
          {options(texts.publishedStates)}
        </SelectField>
        <Field
          id="details-domain"
          name="completionDomain"
          label={texts.completionDomain}
          hint={texts.completionHint}
          defaultValue={values.completionDomain}
          maxLength={253}
          autoComplete="off"
          spellCheck={false}
        />
        <SelectField
          id="details-owner"
          name="isIndividualOwned"
          label={texts.owner}
          hint={texts.ownerHint}
          defaultValue={values.isIndividualOwned}
        >
          {options(texts.owners)}
        </SelectField>
      </div>
      <Button type="submit" size="small" disabled={isPending} data-testid="save-details">
        {texts.submit}
      </Button>
    </form>
  );
}
