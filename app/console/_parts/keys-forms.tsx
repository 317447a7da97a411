"use client";

import { Eye, RefreshCw } from "lucide-react";
import { useActionState, useState } from "react";
import { Button } from "@/app/_ui/button";
import { CopyId, type CopyTexts } from "@/app/_ui/copy-id";
import { Field, SelectField } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { type KeysState, revealKeysAction, rotateKeysAction } from "@/app/console/(staff)/suites/actions";

export type KeysTexts = {
  show: string;
  showTitle: string;
  showLead: string;
  password: string;
  reason: string;
  reasonHint: string;
  showSubmit: string;
  shown: string;
  shownHint: string;
  hide: string;
  rotate: string;
  firstTitle: string;
  firstLead: string;
  firstSubmit: string;
  rotateTitle: string;
  rotateLead: string;
  overlap: string;
  overlaps: { value: string; text: string }[];
  rotateSubmit: string;
  rotated: string;
  rotatedHint: string;
  ownKeys: string;
  copy: { token: CopyTexts; aesKey: CopyTexts };
};

/** The pair, in this browser tab only: neither an address nor a reload carries it. */
function Pair({
  state,
  title,
  hint,
  texts,
  onHide,
}: {
  state: KeysState;
  title: string;
  hint: string;
  texts: KeysTexts;
  onHide: () => void;
}) {
  if (!state) return null;
  if ("error" in state)
    return (
      <Notice tone="bad" testId="keys-problem">
        {state.error}
      </Notice>
    );
  return (
    <Notice
      tone="good"
      title={title}
      testId="keys-shown"
      action={
        <Button size="small" look="quiet" onClick={onHide}>
          {texts.hide}
        </Button>
      }
    >
      <p className="mb-2 text-table text-ink-soft">{hint}</p>
      <dl className="grid gap-2">
        <div>
          <dt className="text-note text-ink-soft">Token</dt>
          <dd>
            <CopyId value={state.token} texts={texts.copy.token} testId="shown-token" />
          </dd>
        </div>
        <div>
          <dt className="text-note text-ink-soft">EncodingAESKey</dt>
          <dd>
            <CopyId value={state.encodingAesKey} texts={texts.copy.aesKey} testId="shown-aes-key" />
          </dd>
        </div>
      </dl>
    </Notice>
  );
}

function RevealForm({
  owner,
  keyId,
  texts,
  onEnd,
}: {
  owner: string;
  keyId: string;
  texts: KeysTexts;
  onEnd: () => void;
}) {
  const [state, action, isPending] = useActionState(revealKeysAction, null);
  if (state && "token" in state)
    return <Pair state={state} title={texts.shown} hint={texts.shownHint} texts={texts} onHide={onEnd} />;
  return (
    <form action={action} className="grid max-w-xl gap-4 rounded-lg border border-line p-4">
      <div>
        <p className="font-semibold text-ink">{texts.showTitle}</p>
        <p className="text-table text-ink-soft">{texts.showLead}</p>
      </div>
      <Pair state={state} title="" hint="" texts={texts} onHide={onEnd} />
      <input type="hidden" name="owner" value={owner} />
      <input type="hidden" name="keyId" value={keyId} />
      <Field
        id="reveal-reason"
        name="reason"
        label={texts.reason}
        hint={texts.reasonHint}
        required
        minLength={3}
        maxLength={200}
        autoComplete="off"
      />
      <Field
        id="reveal-password"
        name="password"
        type="password"
        label={texts.password}
        required
        maxLength={254}
        autoComplete="current-password"
      />
      <div>
        <Button type="submit" look="primary" disabled={isPending} data-testid="reveal-keys">
          {texts.showSubmit}
        </Button>
      </div>
    </form>
  );
}

function RotateForm({
  owner,
  isFirst,
  texts,
  onEnd,
}: {
  owner: string;
  /** There is nothing to replace yet. */
  isFirst: boolean;
  texts: KeysTexts;
  onEnd: () => void;
}) {
  const [state, action, isPending] = useActionState(rotateKeysAction, null);
  if (state && "token" in state)
    return <Pair state={state} title={texts.rotated} hint={texts.rotatedHint} texts={texts} onHide={onEnd} />;
  return (
    <form action={action} className="grid max-w-xl gap-4 rounded-lg border border-line p-4">
      <div>
        <p className="font-semibold text-ink">{isFirst ? texts.firstTitle : texts.rotateTitle}</p>
        <p className="text-table text-ink-soft">{isFirst ? texts.firstLead : texts.rotateLead}</p>
      </div>
      <Pair state={state} title="" hint="" texts={texts} onHide={onEnd} />
      <input type="hidden" name="owner" value={owner} />
      {isFirst ? null : (
        <SelectField id="rotate-overlap" name="overlapHours" label={texts.overlap} defaultValue="24">
          {texts.overlaps.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </SelectField>
      )}
      <details>
        <summary className="cursor-pointer text-table text-ink-soft">{texts.ownKeys}</summary>
        <div className="mt-3 grid gap-4">
          <Field id="rotate-token" name="token" label="Token" maxLength={64} autoComplete="off" />
          <Field
            id="rotate-aes"
            name="encodingAesKey"
            label="EncodingAESKey"
            maxLength={43}
            autoComplete="off"
          />
        </div>
      </details>
      <div>
        <Button type="submit" look="primary" disabled={isPending} data-testid="rotate-keys">
          {isFirst ? texts.firstSubmit : texts.rotateSubmit}
        </Button>
      </div>
    </form>
  );
}

/** Two buttons that open a form each: show the current pair again, or replace it. */
export function KeysForms({
  owner,
  newestKeyId,
  canRotate,
  rotateLabel,
  texts,
}: {
  owner: string;
  newestKeyId: string | null;
  canRotate: boolean;
  rotateLabel: string;
  texts: KeysTexts;
}) {
  const [open, setOpen] = useState<"none" | "show" | "rotate">("none");
  const end = () => setOpen("none");
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap gap-2">
        {newestKeyId ? (
          <Button
            size="small"
            icon={<Eye aria-hidden className="size-4" />}
            aria-expanded={open === "show"}
            onClick={() => setOpen(open === "show" ? "none" : "show")}
            data-testid="open-reveal"
          >
            {texts.show}
          </Button>
        ) : null}
        {canRotate ? (
          <Button
            size="small"
            look={newestKeyId ? "plain" : "primary"}
            icon={<RefreshCw aria-hidden className="size-4" />}
            aria-expanded={open === "rotate"}
            onClick={() => setOpen(open === "rotate" ? "none" : "rotate")}
            data-testid="open-rotate"
          >
            {rotateLabel}
          </Button>
        ) : null}
      </div>
      {open === "show" && newestKeyId ? (
        <RevealForm key={newestKeyId} owner={owner} keyId={newestKeyId} texts={texts} onEnd={end} />
      ) : null}
      {open === "rotate" ? (
        <RotateForm owner={owner} isFirst={newestKeyId === null} texts={texts} onEnd={end} />
      ) : null}
    </div>
  );
}
