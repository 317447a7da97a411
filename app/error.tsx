"use client";

import { RotateCw, TriangleAlert } from "lucide-react";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { commonEn } from "@/lib/core/texts/common.en";
import { commonZhCn } from "@/lib/core/texts/common.zh-cn";

/** An unknown error while a page was made. The digest finds the record in the log. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  // Errors reach us without a request to ask; the page that failed has the language written on it.
  const isEnglish = typeof document !== "undefined" && document.documentElement.lang === "en";
  const texts = isEnglish ? commonEn : commonZhCn;
  return (
    <main id="main" className="mx-auto max-w-2xl px-4 py-16">
      <h1 className="sr-only">{texts.error.title}</h1>
      <EmptyState
        icon={TriangleAlert}
        title={texts.error.title}
        testId="error-page"
        action={
          <Button look="primary" onClick={reset} icon={<RotateCw aria-hidden className="size-4" />}>
            {texts.retry}
          </Button>
        }
      >
        <p>{texts.error.body}</p>
        {error.digest ? (
          <p className="mt-2 text-table">
            {texts.reference} <code className="font-mono">{error.digest}</code>
          </p>
        ) : null}
      </EmptyState>
    </main>
  );
}
