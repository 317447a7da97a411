import type { Metadata } from "next";
import { InstallFailure } from "@/app/install/failure";
import { SiteShell } from "@/app/site-shell";
import { type Query, readFailure } from "@/lib/core/failure-address";
import { parseSuiteKey } from "@/lib/core/ids";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator();
  return { title: t("site.install.failed.title"), robots: { index: false } };
}

type Props = { params: Promise<{ suite: string }>; searchParams: Promise<Query> };

/** An install that could not begin or end. Reloading this page starts nothing. */
export default async function InstallFailedPage({ params, searchParams }: Props) {
  const [{ suite: text }, query, deps] = [await params, await searchParams, await getDeps()];
  const key = parseSuiteKey(text);
  const suite = key && (await deps.store.suites.findSuiteByKey(key));
  return (
    <SiteShell>
      <InstallFailure suite={suite ? { key: suite.key, name: suite.name } : null} {...readFailure(query)} />
    </SiteShell>
  );
}
