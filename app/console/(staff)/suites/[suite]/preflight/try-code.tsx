"use client";

import { PlaneTakeoff } from "lucide-react";
import { useActionState } from "react";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/state";
import { tryPreAuthCodeAction } from "@/app/console/(staff)/suites/[suite]/preflight/actions";

/** Asks WeCom for a pre_auth_code now and says what came of it. */
export function TryCode({
  suite,
  texts,
}: {
  suite: string;
  texts: { submit: string; hint: string; good: string };
}) {
  const [state, action, isPending] = useActionState(tryPreAuthCodeAction, null);
  return (
    <div className="space-y-3">
      <form action={action} className="flex flex-wrap items-center gap-3">
        <input type="hidden" name="suite" value={suite} />
        <Button
          type="submit"
          size="small"
          disabled={isPending}
          icon={<PlaneTakeoff aria-hidden className="size-4" />}
          data-testid="try-code"
        >
          {texts.submit}
        </Button>
        <span className="text-note text-ink-faint">{texts.hint}</span>
      </form>
      <div aria-live="polite">
        {state === null ? null : state.ok ? (
          <Notice tone="good" testId="try-code-good">
            {texts.good}
          </Notice>
        ) : (
          <Notice tone="bad" testId="try-code-bad">
            {state.text}
            {state.errcode === null ? null : (
              <a href={`/console/errcodes?q=${state.errcode}`} className="ml-2 text-accent underline">
                errcode {state.errcode}
              </a>
            )}
          </Notice>
        )}
      </div>
    </div>
  );
}
