"use client";

import { useActionState } from "react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/state";
import { editEndpointAction } from "@/app/console/(staff)/endpoints/actions";
import { EndpointFields, type FieldTexts } from "@/app/console/(staff)/endpoints/endpoint-fields";
import type { EndpointForm } from "@/app/console/(staff)/endpoints/endpoint-form";

export function EditEndpointForm({
  endpointId,
  seenAt,
  start,
  backHref,
  texts,
}: {
  endpointId: string;
  /** When what is shown was last changed: a later change of somebody else is not written over. */
  seenAt: string;
  start: EndpointForm;
  backHref: string;
  texts: { fields: FieldTexts; submit: string; cancel: string };
}) {
  const [state, action, isPending] = useActionState(editEndpointAction, null);
  return (
    <form action={action} className="space-y-5" key={state?.turn ?? 0}>
      {state ? (
        <Notice tone="bad" testId="edit-problem">
          {state.error}
        </Notice>
      ) : null}
      <input type="hidden" name="endpointId" value={endpointId} />
      <input type="hidden" name="seenAt" value={seenAt} />
      <EndpointFields start={state?.given ?? start} texts={texts.fields} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="primary" disabled={isPending} data-testid="save-endpoint">
          {texts.submit}
        </Button>
        <ButtonLink href={backHref}>{texts.cancel}</ButtonLink>
      </div>
    </form>
  );
}
