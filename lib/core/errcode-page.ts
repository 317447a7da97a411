import { type Locale, TEXTS } from "@/lib/core/texts";
import { searchErrcodes, searchLibraryCodes } from "@/lib/core/wecom-errcodes";

const INTRO = {
  "zh-CN": {
    title: "企业微信错误码",
    lead: "本页由 `lib/core/wecom-errcodes.ts` 生成（`npm run docs:errcodes`），请勿手工编辑。控制台的「错误码」页内容相同，并可搜索。",
    library: "加解密库错误码",
    libraryLead:
      "官方加解密库的编号，只出现在日志与服务商后台，不会由接口返回。逐条处理办法见 [fix-it](fix-it/README.zh-CN.md)。",
  },
  en: {
    title: "WeCom error codes",
    lead: "This page is generated from `lib/core/wecom-errcodes.ts` (`npm run docs:errcodes`); do not edit it. The console's page of error codes says the same and can be searched.",
    library: "Numbers of the crypto library",
    libraryLead:
      "Numbers of WeCom's own crypto library: they stand in logs and in the vendor console, and no API answers them. What to do about each: [fix-it](fix-it/README.md).",
  },
} as const;

const cell = (text: string) => text.replaceAll("|", "\\|");
const row = (cells: string[]) => `| ${cells.map(cell).join(" | ")} |`;

/** The docs page of error codes in one language; tests/unit compares it with the file in docs/. */
export function errcodePage(locale: Locale): string {
  const { cols, fault, retry } = TEXTS[locale].console.errcodePage;
  const words = INTRO[locale];
  const pick = locale === "en" ? "en" : "zh";
  const lines = [
    `# ${words.title}`,
    "",
    words.lead,
    "",
    row([cols.code, cols.meaning, cols.cause, cols.fault, cols.todo, cols.retry]),
    row(["---", "---", "---", "---", "---", "---"]),
    ...searchErrcodes("").map(([code, advice]) =>
      row([
        `\`${code}\``,
        advice[pick].meaning,
        advice[pick].cause,
        fault[advice.fault],
        advice[pick].advice,
        retry[advice.kind],
      ]),
    ),
    "",
    `## ${words.library}`,
    "",
    words.libraryLead,
    "",
    row([cols.code, cols.meaning, cols.todo]),
    row(["---", "---", "---"]),
    ...searchLibraryCodes("").map((one) => row([`\`${one.code}\``, one[pick].meaning, one[pick].advice])),
    "",
  ];
  return lines.join("\n");
}
