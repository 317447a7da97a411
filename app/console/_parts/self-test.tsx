import { SelfTestCard } from "@/app/console/_parts/self-test-card";
import type { Translate } from "@/lib/runtime/i18n";

/** The self-test of a suite or of `_provider`, with its texts. */
export function SelfTest({ owner, t }: { owner: string; t: Translate }) {
  return (
    <SelfTestCard
      owner={owner}
      texts={{
        title: t("console.selfTest.title"),
        lead: t("console.selfTest.lead"),
        run: t("console.selfTest.run"),
        again: t("console.selfTest.again"),
        running: t("console.selfTest.running"),
        good: t("console.selfTest.good"),
        note: t("console.selfTest.note"),
      }}
    />
  );
}
