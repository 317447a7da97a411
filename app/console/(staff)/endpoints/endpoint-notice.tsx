import { Notice, type Tone } from "@/app/_ui/state";
import { ActionNotice } from "@/app/console/_parts/notice";
import type { Translate } from "@/lib/runtime/i18n";

const NOTICES = {
  tested: "info",
  changed: "good",
  changedUnproven: "warn",
  verified: "good",
  notVerified: "warn",
  replayed: "info",
  busy: "warn",
  deleted: "good",
} as const satisfies Record<string, Tone>;

/** What an action left in the address: one of our own sentences, or nothing. */
export function EndpointNotice({ name, t }: { name: string | undefined; t: Translate }) {
  if (name === undefined || !Object.hasOwn(NOTICES, name)) return <ActionNotice name={name} t={t} />;
  const known = name as keyof typeof NOTICES;
  return (
    <div className="mb-5">
      <Notice tone={NOTICES[known]} testId="action-notice">
        {t(`console.endpoints.notice.${known}`)}
      </Notice>
    </div>
  );
}
