import { Notice, type Tone } from "@/app/_ui/state";
import type { Translate } from "@/lib/runtime/i18n";

const NOTICES = {
  refresh: "info",
  proofWindow: "info",
  again: "info",
  changed: "good",
  forbidden: "bad",
  last_owner: "warn",
  gone: "warn",
} as const satisfies Record<string, Tone>;
export type NoticeName = keyof typeof NOTICES;

/** What an action left in the address: one of our own sentences, or nothing. Anyone can write an address. */
export function ActionNotice({ name, t }: { name: string | string[] | undefined; t: Translate }) {
  if (typeof name !== "string" || !Object.hasOwn(NOTICES, name)) return null;
  const known = name as NoticeName;
  return (
    <div className="mb-5">
      <Notice tone={NOTICES[known]} testId="action-notice">
        {t(`console.notice.${known}`)}
      </Notice>
    </div>
  );
}
