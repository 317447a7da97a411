"use server";

import { z } from "zod";
import { formatTime } from "@/lib/core/format-time";
import { errorText } from "@/lib/core/texts";
import { isFatal, type SelfTestTrouble } from "@/lib/features/setup/judge-self-test";
import { runSelfTest, type SelfTestLine } from "@/lib/features/setup/run-self-test";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator, type Translate } from "@/lib/runtime/i18n";
import { createProbe } from "@/lib/runtime/probe-portal";

export type ShownTrouble = { what: string; todo: string; isFatal: boolean };
export type ShownLine = {
  name: string;
  verdict: SelfTestLine["verdict"];
  facts: string[];
  troubles: ShownTrouble[];
};
/** `common`: what is wrong with every request, said once. */
export type SelfTestState = { common: ShownTrouble[]; lines: ShownLine[] } | { error: string } | null;

function factsOf({ report }: SelfTestLine, t: Translate): string[] {
  const facts: string[] = [];
  if (report.addresses)
    facts.push(
      t("console.selfTest.fact.dns", {
        addresses: report.addresses.join(", "),
        ms: String(report.dnsMs ?? 0),
      }),
    );
  if (report.tls?.validUntil)
    facts.push(
      t("console.selfTest.fact.tls", {
        protocol: report.tls.protocol,
        until: formatTime(report.tls.validUntil),
      }),
    );
  if (report.error) facts.push(t("console.selfTest.fact.error", { error: report.error }));
  if (report.status !== null)
    facts.push(t("console.selfTest.fact.status", { status: String(report.status) }));
  if (report.location)
    facts.push(t("console.selfTest.fact.redirect", { location: report.location.slice(0, 200) }));
  if (report.status !== null)
    facts.push(t("console.selfTest.fact.bytes", { bytes: String(report.bodyBytes) }));
  facts.push(t("console.selfTest.fact.time", { ms: String(report.totalMs) }));
  return facts;
}

export async function selfTestAction(_before: SelfTestState, form: FormData): Promise<SelfTestState> {
  const principal = await requireStaff("operator");
  const [deps, { t, locale }] = [await getDeps(), await getTranslator()];
  const owner = z.string().min(1).max(32).parse(form.get("owner"));
  const probe = createProbe(deps.addresses.portalUrl);
  const done = await runSelfTest({ ...deps, probe }, principal, owner);
  if (!done.ok) return { error: errorText(done.code, locale) };
  const lines = done.value;
  const isCommon = (trouble: SelfTestTrouble) => lines.every((line) => line.troubles.includes(trouble));
  const show = (trouble: SelfTestTrouble): ShownTrouble => ({
    what: t(`console.selfTest.what.${trouble}`),
    todo: t(`console.selfTest.todo.${trouble}`),
    isFatal: isFatal(trouble),
  });
  return {
    common: (lines[0]?.troubles ?? []).filter(isCommon).map(show),
    lines: lines.map((line) => ({
      name: `${line.method} ${line.url}`,
      verdict: line.verdict,
      facts: factsOf(line, t),
      troubles: line.troubles.filter((one) => !isCommon(one)).map(show),
    })),
  };
}
