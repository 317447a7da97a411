"use client";

import { Eye, EyeOff, KeyRound } from "lucide-react";
import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { Field } from "@/app/_ui/field";
import { State } from "@/app/_ui/state";
import { type RevealState, revealEventAction } from "@/app/console/(staff)/events/actions";
import type { ShownField } from "@/lib/features/console/mask-event";

export type FieldTexts = Record<
  | "fields"
  | "xml"
  | "xmlNote"
  | "personal"
  | "secret"
  | "hint"
  | "open"
  | "reason"
  | "placeholder"
  | "submit"
  | "shown"
  | "viewer",
  string
>;

/** The fields of an event and its source. What is personal comes from the server only after a reason was given. */
export function EventFields({
  eventId,
  fields,
  xml,
  mayReveal,
  texts,
}: {
  eventId: string;
  fields: readonly ShownField[];
  xml: string;
  mayReveal: boolean;
  texts: FieldTexts;
}) {
  const [state, action, isPending] = useActionState<RevealState, FormData>(revealEventAction, null);
  const revealed = state && "fields" in state ? state : null;
  const shown = revealed?.fields ?? fields;
  return (
    <>
      <Card title={texts.fields}>
        {texts.hint === "" ? null : (
          <div className="mb-4 border-b border-line pb-4 text-table" data-testid="reveal">
            {revealed ? (
              <State tone="info" icon={Eye}>
                {texts.shown}
              </State>
            ) : mayReveal ? (
              <details open={state !== null}>
                <summary className="cursor-pointer text-ink-soft" data-testid="reveal-open">
                  <span className="ml-1">{texts.hint}</span>
                </summary>
                <form action={action} className="mt-3 flex flex-wrap items-end gap-2">
                  <input type="hidden" name="eventId" value={eventId} />
                  <div className="min-w-56 flex-1">
                    <Field
                      id="reason"
                      name="reason"
                      label={texts.reason}
                      placeholder={texts.placeholder}
                      required
                      maxLength={200}
                      error={state && "error" in state ? state.error : undefined}
                    />
                  </div>
                  <Button type="submit" disabled={isPending} data-testid="reveal-submit">
                    {texts.submit}
                  </Button>
                </form>
              </details>
            ) : (
              <span className="text-ink-soft">{texts.viewer}</span>
            )}
          </div>
        )}
        <dl className="divide-y divide-line" data-testid="event-fields">
          {shown.map((field, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: fields repeat and never move
            <div key={index} className="grid gap-x-6 py-1.5 sm:grid-cols-[11rem_minmax(0,1fr)]">
              <dt
                className="font-mono text-table break-all text-ink-faint"
                style={{ paddingLeft: field.depth * 16 }}
              >
                {field.name}
              </dt>
              <dd className="min-w-0 text-table break-all whitespace-pre-wrap">
                {field.mask === null ? (
                  field.value
                ) : (
                  <span className="inline-flex items-center gap-1.5 text-ink-faint">
                    {field.mask === "secret" ? (
                      <KeyRound aria-hidden className="size-3.5" />
                    ) : (
                      <EyeOff aria-hidden className="size-3.5" />
                    )}
                    {field.mask === "secret" ? texts.secret : texts.personal}
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card title={texts.xml} hint={texts.xmlNote} flush>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section aria-label={texts.xml} className="max-h-96 overflow-auto" tabIndex={0}>
          <pre className="p-5 font-mono text-note leading-5 text-ink-soft" data-testid="event-xml">
            {revealed?.xml ?? xml}
          </pre>
        </section>
      </Card>
    </>
  );
}
