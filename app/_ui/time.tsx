import { formatTime } from "@/lib/core/format-time";

/** `2026-08-22 14:03:05`, or `relative` with the absolute time in a tooltip. */
export function Time({ at, relative }: { at: Date; relative?: string | undefined }) {
  const absolute = formatTime(at);
  return (
    <time dateTime={at.toISOString()} title={relative ? absolute : undefined} className="whitespace-nowrap">
      {relative ?? absolute}
    </time>
  );
}
