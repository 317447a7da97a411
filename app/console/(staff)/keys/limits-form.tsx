"use client";

import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { changeLimitsAction } from "@/app/console/(staff)/keys/actions";
import type { KeyLimits } from "@/lib/core/key-limits";

type Told = { label: string; hint: string };
export type LimitTexts = Record<keyof KeyLimits, Told>;
export type LimitBounds = Record<keyof KeyLimits, { usual: number; max: number }>;

/** Two numbers that may stay empty; the usual ones stand where a figure would. */
export function LimitFields({
  id,
  texts,
  bounds,
  now,
}: {
  id: string;
  texts: LimitTexts;
  bounds: LimitBounds;
  now?: KeyLimits;
}) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {(["callsPerMinute", "cachedPerMinute"] as const).map((name) => (
        <Field
          key={name}
          id={`${id}-${name}`}
          name={name}
          type="number"
          inputMode="numeric"
          min={1}
          max={bounds[name].max}
          step={1}
          placeholder={String(bounds[name].usual)}
          defaultValue={now?.[name] ?? ""}
          label={texts[name].label}
          hint={texts[name].hint}
          autoComplete="off"
        />
      ))}
    </div>
  );
}

/** Changes how much a key may ask in a minute. */
export function KeyLimitsForm({
  keyId,
  texts,
  bounds,
  now,
  submit,
}: {
  keyId: string;
  texts: LimitTexts;
  bounds: LimitBounds;
  now: KeyLimits;
  submit: string;
}) {
  const [state, action, isPending] = useActionState(changeLimitsAction, null);
  return (
    <form action={action} className="space-y-3">
      <input type="hidden" name="keyId" value={keyId} />
      {state ? <Notice tone="bad">{state.error}</Notice> : null}
      <LimitFields id={keyId} texts={texts} bounds={bounds} now={now} />
      <Button type="submit" disabled={isPending} data-testid="change-limits">
        {submit}
      </Button>
    </form>
  );
}
