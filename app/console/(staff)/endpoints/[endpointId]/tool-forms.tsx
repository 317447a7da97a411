"use client";

import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { CopyId, type CopyTexts } from "@/app/_ui/copy-id";
import { Field, SelectField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import {
  deleteEndpointAction,
  replayManyAction,
  rotateSecretAction,
} from "@/app/console/(staff)/endpoints/actions";

type Choice = { value: string; text: string };

function Choices({ choices }: { choices: readonly Choice[] }) {
  return choices.map((one) => (
    <option key={one.value} value={one.value}>
      {one.text}
    </option>
  ));
}

export function RotateForm({
  endpointId,
  texts,
}: {
  endpointId: string;
  texts: {
    overlap: string;
    overlaps: Choice[];
    submit: string;
    done: string;
    once: string;
    copy: CopyTexts;
  };
}) {
  const [state, action, isPending] = useActionState(rotateSecretAction, null);
  return (
    <form action={action} className="space-y-3">
      {state && "secret" in state ? (
        <Notice tone="good" title={texts.done} testId="rotated-secret">
          <CopyId value={state.secret} texts={texts.copy} />
          <p className="mt-1 text-table text-ink-soft">{texts.once}</p>
        </Notice>
      ) : null}
      {state && "error" in state ? <Notice tone="bad">{state.error}</Notice> : null}
      <input type="hidden" name="endpointId" value={endpointId} />
      <SelectField id="overlap" name="overlap" label={texts.overlap}>
        <Choices choices={texts.overlaps} />
      </SelectField>
      <Button type="submit" disabled={isPending} data-testid="rotate-secret">
        {texts.submit}
      </Button>
    </form>
  );
}

type ReplayTexts = {
  since: string;
  ranges: Choice[];
  only: string;
  kinds: Choice[];
  count: string;
  none: string;
  confirm: string;
  found: string;
  queued: string;
};

/** Counts first; what is queued is exactly what was counted for, and the button says how many (threat G9). */
export function ReplayForm({ endpointId, texts }: { endpointId: string; texts: ReplayTexts }) {
  const [state, action, isPending] = useActionState(replayManyAction, null);
  const counted = state && "count" in state ? state : null;
  const withCount = (text: string) => text.replace("{count}", String(counted?.count ?? 0));
  return (
    <div className="space-y-3">
      <form action={action} className="space-y-3">
        <input type="hidden" name="endpointId" value={endpointId} />
        <SelectField id="hours" name="hours" label={texts.since}>
          <Choices choices={texts.ranges} />
        </SelectField>
        <SelectField id="only" name="only" label={texts.only}>
          <Choices choices={texts.kinds} />
        </SelectField>
        <Button type="submit" disabled={isPending} data-testid="replay-count">
          {texts.count}
        </Button>
      </form>
      {state && "error" in state ? <Notice tone="bad">{state.error}</Notice> : null}
      {counted ? (
        <Notice tone="info" testId="replay-outcome">
          {counted.isQueued
            ? withCount(texts.queued)
            : counted.count === 0
              ? texts.none
              : withCount(texts.found)}
        </Notice>
      ) : null}
      {counted && !counted.isQueued && counted.count > 0 ? (
        <form action={action}>
          <input type="hidden" name="endpointId" value={endpointId} />
          <input type="hidden" name="hours" value={counted.hours} />
          <input type="hidden" name="only" value={counted.only} />
          <input type="hidden" name="confirm" value="yes" />
          <Button type="submit" look="primary" disabled={isPending} data-testid="replay-confirm">
            {withCount(texts.confirm)}
          </Button>
        </form>
      ) : null}
    </div>
  );
}

export function DeleteForm({
  endpointId,
  texts,
}: {
  endpointId: string;
  texts: { name: string; submit: string };
}) {
  const [state, action, isPending] = useActionState(deleteEndpointAction, null);
  return (
    <form action={action} className="space-y-3">
      <input type="hidden" name="endpointId" value={endpointId} />
      <Field
        id="delete-name"
        name="name"
        label={texts.name}
        required
        autoComplete="off"
        error={state?.error}
      />
      <Button type="submit" look="danger" disabled={isPending} data-testid="delete-endpoint">
        {texts.submit}
      </Button>
    </form>
  );
}
