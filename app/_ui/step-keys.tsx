"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

const TYPING = "input, textarea, select, [contenteditable]";

/** Buttons to the neighbours of what a drawer shows; the arrow keys do the same, unless somebody is typing. */
export function StepKeys({
  previous,
  next,
  texts,
}: {
  previous: string | null;
  next: string | null;
  texts: { previous: string; next: string };
}) {
  const router = useRouter();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest(TYPING)) return;
      const href = event.key === "ArrowLeft" ? previous : event.key === "ArrowRight" ? next : null;
      if (href === null) return;
      event.preventDefault();
      router.replace(href, { scroll: false });
    };
    // While it goes down: a dialog keeps arrow keys from coming up.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [router, previous, next]);

  const step = (href: string | null, label: string, Icon: typeof ChevronLeft, testId: string) => (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={href === null}
      data-testid={testId}
      onClick={() => href !== null && router.replace(href, { scroll: false })}
      className="grid size-9 shrink-0 place-items-center rounded-md text-ink-faint hover:bg-sunken hover:text-ink disabled:cursor-not-allowed disabled:opacity-40"
    >
      <Icon aria-hidden className="size-5" />
    </button>
  );
  return (
    <>
      {step(previous, texts.previous, ChevronLeft, "step-previous")}
      {step(next, texts.next, ChevronRight, "step-next")}
    </>
  );
}
