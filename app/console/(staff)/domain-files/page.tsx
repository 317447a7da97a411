import { FileCheck } from "lucide-react";
import { Button } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { Ago } from "@/app/console/_parts/ago";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { PageHead } from "@/app/console/_parts/page-head";
import { SetupNotice } from "@/app/console/_parts/setup-notice";
import { removeDomainFileAction } from "@/app/console/(staff)/domain-files/actions";
import { UploadForm } from "@/app/console/(staff)/domain-files/upload-form";
import { listShownSuites } from "@/lib/features/console/suites";
import { listDomainFiles } from "@/lib/features/setup/domain-files";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

/** Ownership files of domains, served at the root. */
export default async function DomainFilesPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t, locale }, query] = [
    await getDeps(),
    await getTranslator(),
    await readQuery(searchParams),
  ];
  const [files, suites] = await Promise.all([
    listDomainFiles(deps, principal),
    listShownSuites(deps, principal),
  ]);
  const now = deps.clock.now();
  const canEdit = isAtLeast(principal.role, "operator");
  const nameOf = (key: string) => suites.find((one) => one.key === key)?.name ?? key;
  return (
    <>
      <PageHead
        above={
          <a href="/console/provider" className="text-ink-soft hover:text-ink">
            {t("console.providerPage.title")}
          </a>
        }
        title={t("console.domainFiles.title")}
        lead={t("console.domainFiles.lead")}
      />
      <SetupNotice query={query} t={t} locale={locale} />
      <div className="grid gap-6">
        {canEdit ? (
          <Card title={t("console.domainFiles.upload")} hint={t("console.domainFiles.nginxHint")}>
            <UploadForm
              suites={suites.map(({ key, name }) => ({ key, name }))}
              texts={{
                file: t("console.domainFiles.file"),
                fileHint: t("console.domainFiles.fileHint"),
                domain: t("console.domainFiles.domain"),
                suite: t("console.domainFiles.suite"),
                noSuite: t("console.domainFiles.noSuite"),
                submit: t("console.domainFiles.submit"),
              }}
            />
          </Card>
        ) : null}
        <Card flush>
          {files.length === 0 ? (
            <EmptyState icon={FileCheck} title={t("console.domainFiles.emptyTitle")}>
              {t("console.domainFiles.emptyBody")}
            </EmptyState>
          ) : (
            <Table label={t("console.domainFiles.title")} minWidth={720}>
              <TableHead>
                <Th>{t("console.domainFiles.cols.name")}</Th>
                <Th>{t("console.domainFiles.cols.for")}</Th>
                <Th>{t("console.domainFiles.cols.by")}</Th>
                <Th>
                  <span className="sr-only">{t("console.domainFiles.cols.action")}</span>
                </Th>
              </TableHead>
              <tbody>
                {files.map((one) => (
                  <Tr key={one.name} data-testid="domain-file-row">
                    <Td>
                      <a href={`/${one.name}`} className="font-mono text-accent hover:underline">
                        /{one.name}
                      </a>
                    </Td>
                    <Td className="text-ink-soft">
                      {[one.domain, one.suiteKey ? nameOf(one.suiteKey) : null]
                        .filter((text) => text !== null)
                        .join(" · ") || t("console.corps.none")}
                    </Td>
                    <Td className="text-ink-soft">
                      {one.uploadedBy} · <Ago at={one.createdAt} now={now} t={t} />
                    </Td>
                    <Td>
                      {canEdit ? (
                        <form action={removeDomainFileAction} className="flex justify-end">
                          <input type="hidden" name="name" value={one.name} />
                          <Button type="submit" size="small" look="danger">
                            {t("console.domainFiles.remove")}
                          </Button>
                        </form>
                      ) : null}
                    </Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          )}
        </Card>
      </div>
    </>
  );
}
