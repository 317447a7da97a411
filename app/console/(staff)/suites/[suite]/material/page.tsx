import { notFound } from "next/navigation";
import { Card } from "@/app/_ui/card";
import { MaterialCheck } from "@/app/console/(staff)/suites/[suite]/material/material-check";
import { SuiteHead } from "@/app/console/(staff)/suites/[suite]/suite-head";
import { MATERIAL_RULES, type MaterialRule } from "@/lib/core/material-rules";
import { showSuite } from "@/lib/features/console/suites";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator, type Translate } from "@/lib/runtime/i18n";

const KINDS = ["logo", "screenshot"] as const;
const TROUBLES = ["format", "unreadable", "bytes", "pixels", "square", "ground"] as const;

const formatsOf = (rule: MaterialRule) =>
  rule.formats.map((one) => (one === "jpeg" ? "JPG" : one.toUpperCase())).join(" / ");

/** The rule in words. */
function wordsOf(rule: MaterialRule, t: Translate): string {
  return [
    t("console.material.rule.formats", { formats: formatsOf(rule) }),
    t("console.material.rule.bytes", { size: `${rule.maxBytes / 1024 / 1024} MB` }),
    rule.pixels
      ? t("console.material.rule.pixels", {
          width: String(rule.pixels.width),
          height: String(rule.pixels.height),
        })
      : null,
    rule.isOnWhite ? t("console.material.rule.white") : null,
    rule.minCount > 1 ? t("console.material.rule.count", { count: String(rule.minCount) }) : null,
    rule.kind === "screenshot" ? t("console.material.rule.clear") : null,
  ]
    .filter((text) => text !== null)
    .join(" · ");
}

/** The pictures that the review asks for, checked in the browser before somebody waits days for a refusal. */
export default async function MaterialPage({ params }: { params: Promise<{ suite: string }> }) {
  const principal = await requireStaff();
  const [deps, { t }, { suite: key }] = [await getDeps(), await getTranslator(), await params];
  const found = await showSuite(deps, principal, key);
  if (!found.ok) notFound();
  const { suite } = found.value;
  const rules = MATERIAL_RULES[suite.dialect];
  // The texts are filled in the browser, where the files are.
  const raw = (name: (typeof TROUBLES)[number]) => t.raw(`console.material.trouble.${name}`) as string;
  return (
    <>
      <SuiteHead suite={suite} here="material" role={principal.role} t={t} />
      <p className="mb-5 text-ink-soft">{t("console.material.lead")}</p>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        {KINDS.map((kind) => {
          const rule = rules[kind];
          return (
            <Card key={kind} title={t(`console.material.${kind}`)} hint={wordsOf(rule, t)}>
              <MaterialCheck
                rule={rule}
                texts={{
                  drop: t("console.material.drop"),
                  good: t("console.material.good"),
                  remove: t("console.material.remove"),
                  enough: t.raw("console.material.enough") as string,
                  missing: t.raw("console.material.missing") as string,
                  formats: formatsOf(rule),
                  trouble: {
                    format: raw("format"),
                    unreadable: raw("unreadable"),
                    bytes: raw("bytes"),
                    pixels: raw("pixels"),
                    square: raw("square"),
                    ground: raw("ground"),
                  },
                }}
              />
              <p className="mt-4 text-note text-ink-faint">{t(`console.material.source.${rule.source}`)}</p>
            </Card>
          );
        })}
      </div>
    </>
  );
}
