const UNITS = ["B", "KB", "MB", "GB"] as const;

/** `312 B`, `1.4 KB`, `6.0 MB`: binary steps, one digit from KB on. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}
