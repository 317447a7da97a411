// Six calm hues, the same for the same name everywhere. White text reaches 4.5:1 on each.
const HUES = ["#0b6664", "#37618e", "#7a4f8c", "#8a5317", "#3f6b2f", "#94405a"];

function hueOf(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return HUES[sum % HUES.length] ?? "#0b6664";
}

/** A tile with the first letter of an app's or enterprise's name; we load no foreign images. */
export function AppTile({ name, className = "size-11 text-title" }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={`grid shrink-0 place-items-center rounded-[28%] font-semibold ${className}`}
      style={{ backgroundColor: hueOf(name), color: "#fff" }}
    >
      {[...name.trim()][0]?.toUpperCase() ?? "?"}
    </span>
  );
}
