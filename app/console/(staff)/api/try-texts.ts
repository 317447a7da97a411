import type { Translate } from "@/lib/runtime/i18n";

const NAMES = [
  "suite",
  "corp",
  "method",
  "path",
  "pathHint",
  "query",
  "queryHint",
  "body",
  "key",
  "keyHint",
  "newKey",
  "replayed",
  "run",
  "running",
  "status",
  "requestId",
  "answerHeaders",
] as const;

export type TryTexts = Record<(typeof NAMES)[number], string> & {
  noBody: Record<"empty" | "file" | "long", string>;
  answer: string;
};

/** What the form says, in the language of the request. */
export function tryTexts(t: Translate, operationId: string): TryTexts {
  const plain = Object.fromEntries(NAMES.map((name) => [name, t(`console.api.${name}`)]));
  return {
    ...(plain as Record<(typeof NAMES)[number], string>),
    noBody: {
      empty: t("console.api.noBody.empty"),
      file: t("console.api.noBody.file"),
      long: t("console.api.noBody.long"),
    },
    answer: `${t("console.api.tryTitle")} ${operationId}`,
  };
}
