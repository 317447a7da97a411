"use client";

import { Upload } from "lucide-react";
import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { Field, SelectField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { uploadDomainFileAction } from "@/app/console/(staff)/domain-files/actions";

export function UploadForm({
  suites,
  texts,
}: {
  suites: { key: string; name: string }[];
  texts: { file: string; fileHint: string; domain: string; suite: string; noSuite: string; submit: string };
}) {
  const [state, action, isPending] = useActionState(uploadDomainFileAction, null);
  return (
    <form action={action} className="space-y-4">
      {state ? (
        <Notice tone="bad" testId="form-problem">
          {state.error}
        </Notice>
      ) : null}
      <div className="grid gap-4 md:grid-cols-3">
        <Field
          id="domain-file"
          name="file"
          type="file"
          accept=".txt,text/plain"
          label={texts.file}
          hint={texts.fileHint}
          required
          className="py-1.5"
        />
        <Field
          id="domain-name"
          name="domain"
          label={texts.domain}
          maxLength={253}
          placeholder="app.example.com"
          autoComplete="off"
          spellCheck={false}
        />
        <SelectField id="domain-suite" name="suiteKey" label={texts.suite} defaultValue="">
          <option value="">{texts.noSuite}</option>
          {suites.map((one) => (
            <option key={one.key} value={one.key}>
              {one.name}
            </option>
          ))}
        </SelectField>
      </div>
      <Button
        type="submit"
        look="primary"
        size="small"
        disabled={isPending}
        icon={<Upload aria-hidden className="size-4" />}
        data-testid="upload-domain-file"
      >
        {texts.submit}
      </Button>
    </form>
  );
}
