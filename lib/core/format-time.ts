/** The zone that pages show times in: where WeCom's enterprises work. Never the browser's guess. */
export const SHOWN_TIME_ZONE = "Asia/Shanghai";

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  formats.set(timeZone, made);
  return made;
}

/** `2026-08-22 14:03:05`, 24 h, in `timeZone`. */
export function formatTime(at: Date, timeZone: string = SHOWN_TIME_ZONE): string {
  const part = Object.fromEntries(
    formatFor(timeZone)
      .formatToParts(at)
      .map((one) => [one.type, one.value]),
  );
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}`;
}

export type Ago = { unit: "now" | "minutes" | "hours" | "days"; count: number };

/** How long before `now` it was, in the largest whole unit. Times ahead of `now` count as now. */
export function agoOf(at: Date, now: Date): Ago {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return { unit: "now", count: 0 };
  if (minutes < 60) return { unit: "minutes", count: minutes };
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return { unit: "hours", count: hours };
  return { unit: "days", count: Math.floor(hours / 24) };
}
