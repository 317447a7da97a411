"use client";

import { Radio } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

const EVERY_MS = 4_000;
/** Further down than this somebody is reading: nothing moves under their eyes. */
const READING_PX = 120;

export type LiveTexts = {
  toggle: string;
  on: string;
  paused: string;
  none: string;
  lost: string;
  show: string;
  freshOne: string;
  fresh: string;
  freshMore: string;
};

/**
 * Asks whether newer events have come, and shows them in place. The strip keeps its height whatever it says, and rows
 * appear by themselves only at the top of the page.
 */
export function LiveTail({ askUrl, texts }: { askUrl: string; texts: LiveTexts }) {
  const router = useRouter();
  const [isOn, setOn] = useState(true);
  const [fresh, setFresh] = useState({ count: 0, isMore: false });
  const [isLost, setLost] = useState(false);

  useEffect(() => {
    setFresh({ count: 0, isMore: false });
    let isGone = false;
    const ask = async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch(askUrl, { headers: { accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        const found: { count: number; isMore: boolean } = await answer.json();
        if (isGone) return;
        setLost(false);
        setFresh(found);
        if (isOn && found.count > 0 && window.scrollY < READING_PX) router.refresh();
      } catch {
        if (!isGone) setLost(true);
      }
    };
    const timer = setInterval(ask, EVERY_MS);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [askUrl, isOn, router]);

  const count = String(fresh.count);
  return (
    <div className="flex h-11 items-center justify-between gap-3 border-b border-line bg-sunken px-5 text-table">
      <label className="inline-flex cursor-pointer items-center gap-2 text-ink-soft" title={texts.toggle}>
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => setOn(event.target.checked)}
          aria-label={texts.toggle}
          data-testid="live-toggle"
        />
        <Radio aria-hidden className={`size-4 ${isOn ? "text-good" : "text-ink-faint"}`} />
        {isOn ? texts.on : texts.paused}
      </label>
      <span role="status" data-testid="live-status" className="text-ink-faint">
        {isLost ? (
          texts.lost
        ) : fresh.count > 0 ? (
          <button
            type="button"
            data-testid="live-show"
            className="h-8 rounded-md px-3 font-semibold text-accent hover:bg-accent-soft"
            onClick={() => {
              window.scrollTo({ top: 0 });
              router.refresh();
            }}
          >
            {(fresh.isMore ? texts.freshMore : fresh.count === 1 ? texts.freshOne : texts.fresh).replace(
              "__COUNT__",
              count,
            )}{" "}
            · {texts.show}
          </button>
        ) : (
          texts.none
        )}
      </span>
    </div>
  );
}
