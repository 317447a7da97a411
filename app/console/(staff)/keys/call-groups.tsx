"use client";

import { Notice } from "@/app/_ui/state";
import type { Choice } from "@/app/console/(staff)/keys/key-forms";

export type CallGroupTexts = {
  legend: string;
  all: string;
  allHint: string;
  some: string;
  someHint: string;
  groups: string;
  moot: string;
};

function Way({
  value,
  text,
  hint,
  isFirst = false,
}: {
  value: string;
  text: string;
  hint: string;
  isFirst?: boolean;
}) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 rounded-md border border-line px-3 py-2 hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft">
      <input
        type="radio"
        name="calls"
        value={value}
        id={`calls-${value}`}
        defaultChecked={isFirst}
        data-testid={`calls-${value}`}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="block text-body text-ink">{text}</span>
        <span className="block text-note text-ink-soft">{hint}</span>
      </span>
    </label>
  );
}

/**
 * Which calls a key with `proxy:call` may make. Opened and closed by what is chosen, in CSS alone: what is hidden is
 * out of the way of the keyboard too, and emptying the form needs no second state.
 */
export function CallGroups({ texts, groups }: { texts: CallGroupTexts; groups: Choice[] }) {
  return (
    <fieldset className="hidden group-has-[#scopes-proxy-call:checked]/key:block" data-testid="call-groups">
      <legend className="mb-1.5 text-table font-semibold text-ink">{texts.legend}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        <Way value="all" text={texts.all} hint={texts.allHint} isFirst />
        <Way value="some" text={texts.some} hint={texts.someHint} />
      </div>
      <div className="mt-3 hidden space-y-3 group-has-[#calls-some:checked]/key:block">
        <div className="hidden group-has-[#scopes-tokens-read:checked]/key:block">
          <Notice tone="warn" testId="groups-moot">
            {texts.moot}
          </Notice>
        </div>
        <fieldset className="rounded-md border border-line px-3 py-2">
          <legend className="sr-only">{texts.groups}</legend>
          <div className="grid grid-cols-2 gap-x-4 gap-y-1 sm:grid-cols-3 xl:grid-cols-4">
            {groups.map((one) => (
              <label
                key={one.value}
                className="flex cursor-pointer items-start gap-2 rounded px-1 py-1 hover:bg-sunken has-checked:bg-accent-soft"
              >
                <input
                  type="checkbox"
                  name="groups"
                  value={one.value}
                  data-testid={`groups-${one.value}`}
                  className="mt-0.5 size-4 shrink-0 accent-accent"
                />
                <span className="min-w-0">
                  <span className="block text-table text-ink">{one.text}</span>
                  <code className="block font-mono text-note break-all text-ink-soft">{one.value}</code>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      </div>
    </fieldset>
  );
}
