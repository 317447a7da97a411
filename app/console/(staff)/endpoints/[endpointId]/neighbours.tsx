"use client";

import { ArrowLeft, ArrowRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ButtonLink } from "@/app/_ui/button";

/** To the newer and the older one, by button or by the arrow keys. */
export function Neighbours({
  newer,
  older,
  texts,
}: {
  newer: string | null;
  older: string | null;
  texts: { newer: string; older: string };
}) {
  const router = useRouter();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      const href = event.key === "ArrowLeft" ? newer : event.key === "ArrowRight" ? older : null;
      if (href) router.push(href, { scroll: false });
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [newer, older, router]);
  return (
    <div className="flex items-center gap-1">
      {newer ? (
        <ButtonLink
          look="quiet"
          href={newer}
          aria-label={texts.newer}
          title={`${texts.newer} ←`}
          data-testid="newer"
        >
          <ArrowLeft aria-hidden className="size-4" />
        </ButtonLink>
      ) : null}
      {older ? (
        <ButtonLink
          look="quiet"
          href={older}
          aria-label={texts.older}
          title={`${texts.older} →`}
          data-testid="older"
        >
          <ArrowRight aria-hidden className="size-4" />
        </ButtonLink>
      ) : null}
    </div>
  );
}
