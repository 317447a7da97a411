import { CircleAlert, CircleCheck, CircleMinus, CircleX, Clock3, Info, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export type Tone = "good" | "wait" | "warn" | "bad" | "off" | "info";

const LOOKS: Record<Tone, { icon: LucideIcon; text: string; soft: string }> = {
  good: { icon: CircleCheck, text: "text-good", soft: "bg-good-soft text-good" },
  wait: { icon: Clock3, text: "text-wait", soft: "bg-wait-soft text-wait" },
  warn: { icon: CircleAlert, text: "text-warn", soft: "bg-warn-soft text-warn" },
  bad: { icon: CircleX, text: "text-bad", soft: "bg-bad-soft text-bad" },
  off: { icon: CircleMinus, text: "text-ink-faint", soft: "bg-sunken text-ink-soft" },
  info: { icon: Info, text: "text-accent", soft: "bg-accent-soft text-accent" },
};

type StateProps = { tone: Tone; icon?: LucideIcon; children: ReactNode; testId?: string };

/** A state in running text or a table cell: icon, word and colour, always all three. */
export function State({ tone, icon, children, testId }: StateProps) {
  const Icon = icon ?? LOOKS[tone].icon;
  return (
    <span
      className={`inline-flex items-center gap-1.5 ${LOOKS[tone].text}`}
      data-testid={testId}
      data-tone={tone}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="whitespace-nowrap">{children}</span>
    </span>
  );
}

/** The same as a pill, for heads of pages and cards. */
export function Badge({ tone, icon, children, testId, wraps = false }: StateProps & { wraps?: boolean }) {
  const Icon = icon ?? LOOKS[tone].icon;
  return (
    <span
      className={`inline-flex gap-1 px-2 py-0.5 text-note ${wraps ? "items-start rounded-md" : "items-center rounded-full"} ${LOOKS[tone].soft}`}
      data-testid={testId}
      data-tone={tone}
    >
      <Icon aria-hidden className={`size-3.5 shrink-0 ${wraps ? "mt-0.5" : ""}`} />
      <span className={wraps ? "" : "whitespace-nowrap"}>{children}</span>
    </span>
  );
}

/** A message in the page: what happened, what to do. */
export function Notice({
  tone,
  title,
  children,
  action,
  testId,
}: {
  tone: Tone;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  testId?: string;
}) {
  const { icon: Icon, soft } = LOOKS[tone];
  return (
    <div
      role={tone === "bad" || tone === "warn" ? "alert" : "status"}
      className={`flex flex-wrap gap-3 rounded-lg px-4 py-3 sm:flex-nowrap ${soft}`}
      data-testid={testId}
    >
      <Icon aria-hidden className="mt-0.5 size-[18px] shrink-0" />
      <div className="min-w-0 flex-1 basis-4/5">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className="text-ink">{children}</div> : null}
      </div>
      {action}
    </div>
  );
}
