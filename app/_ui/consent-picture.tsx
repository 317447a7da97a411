import { Building2, Check, Plus, ShieldCheck } from "lucide-react";

export type ConsentPictureTexts = {
  title: string;
  enterprise: string;
  scope: string;
  teams: string[];
  permission: string;
  permissions: string[];
  agree: string;
  workbench: string;
  added: string;
};

const TILES = ["#37618e", "#7a4f8c", "#3f6b2f", "#8a5317", "#94405a"];

/** The picture beside the headline: a consent card, and the Workbench it leads to. Decoration only. */
export function ConsentPicture({ texts }: { texts: ConsentPictureTexts }) {
  return (
    <div aria-hidden className="relative mx-auto h-[440px] w-full max-w-[420px] select-none">
      <div className="absolute inset-x-2 top-8 bottom-6 rounded-[28px] bg-accent-soft" />
      <svg viewBox="0 0 420 440" className="absolute inset-0 size-full text-accent" role="presentation">
        <g fill="none" stroke="currentColor" strokeOpacity="0.22" strokeWidth="1.5">
          <path d="M110 416V236a100 100 0 0 1 200 0v180" />
          <path d="M76 416V236a134 134 0 0 1 268 0v180" />
          <path d="M42 416V236a168 168 0 0 1 336 0v180" />
        </g>
      </svg>

      <div className="absolute top-0 left-0 w-[264px] rounded-2xl border border-line bg-raised p-4 shadow-raised">
        <div className="flex items-center gap-2.5 border-b border-line pb-3">
          <span className="grid size-8 place-items-center rounded-lg bg-accent-soft text-accent">
            <Building2 className="size-4" />
          </span>
          <div>
            <p className="text-body font-semibold text-ink">{texts.title}</p>
            <p className="text-note text-ink-faint">{texts.enterprise}</p>
          </div>
        </div>
        <p className="mt-3 text-note text-ink-faint">{texts.scope}</p>
        <ul className="mt-1 space-y-1">
          {texts.teams.map((team, index) => (
            <li key={team} className="flex items-center gap-2 text-table text-ink">
              <span
                className={`grid size-4 place-items-center rounded ${
                  index < 2 ? "bg-accent text-on-accent" : "border border-line-strong"
                }`}
              >
                {index < 2 ? <Check className="size-3" strokeWidth={3} /> : null}
              </span>
              {team}
            </li>
          ))}
        </ul>
        <p className="mt-3 text-note text-ink-faint">{texts.permission}</p>
        <ul className="mt-1 space-y-1">
          {texts.permissions.map((one) => (
            <li key={one} className="flex items-center gap-2 text-table text-ink">
              <ShieldCheck className="size-4 shrink-0 text-accent" />
              {one}
            </li>
          ))}
        </ul>
        <div className="mt-4 grid h-9 place-items-center rounded-md bg-accent text-table font-semibold text-on-accent">
          {texts.agree}
        </div>
      </div>

      <div className="absolute right-0 bottom-0 w-[216px] rounded-2xl border border-line bg-raised p-4 shadow-raised">
        <div className="flex items-center justify-between">
          <p className="text-table font-semibold text-ink">{texts.workbench}</p>
          <span className="inline-flex items-center gap-1 rounded-full bg-good-soft px-2 py-0.5 text-note text-good">
            <Check className="size-3" strokeWidth={3} />
            {texts.added}
          </span>
        </div>
        <div className="mt-3 grid grid-cols-4 gap-2.5">
          <span className="grid aspect-square place-items-center rounded-[28%] bg-accent text-on-accent ring-4 ring-accent-soft">
            <Check className="size-5" strokeWidth={2.5} />
          </span>
          {TILES.map((color) => (
            <span
              key={color}
              className="aspect-square rounded-[28%] opacity-25"
              style={{ backgroundColor: color }}
            />
          ))}
          <span className="grid aspect-square place-items-center rounded-[28%] border border-dashed border-line-strong text-ink-faint">
            <Plus className="size-4" />
          </span>
        </div>
      </div>
    </div>
  );
}
