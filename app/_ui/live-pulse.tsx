"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const EVERY_MS = 2_000;
/** A page that nobody touches stops asking, or it would keep its session alive for ever. */
const QUIET_MS = 20 * 60_000;

/** Asks `url` for a short text and, when it has changed, for the page again, in place. Rests while hidden. */
export function LivePulse({ url }: { url: string }) {
  const router = useRouter();
  useEffect(() => {
    let known: string | null = null;
    let isOver = false;
    let touchedAt = performance.now();
    let timer: ReturnType<typeof setTimeout>;
    const touch = () => {
      touchedAt = performance.now();
    };
    const look = async () => {
      if (isOver) return;
      const isAwake = document.visibilityState === "visible" && performance.now() - touchedAt < QUIET_MS;
      if (isAwake) {
        const answer = await fetch(url, { cache: "no-store" }).catch(() => null);
        const pulse = answer?.ok ? await answer.text() : null;
        if (pulse !== null && known !== null && pulse !== known && !isOver) router.refresh();
        known = pulse ?? known;
      }
      timer = setTimeout(look, EVERY_MS);
    };
    const events = ["pointermove", "keydown", "visibilitychange"] as const;
    for (const name of events) document.addEventListener(name, touch);
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
      for (const name of events) document.removeEventListener(name, touch);
    };
  }, [router, url]);
  return null;
}
