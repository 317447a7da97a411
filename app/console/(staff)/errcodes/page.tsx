import { Search, SearchX } from "lucide-react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { Field } from "@/app/_ui/field";
import { Notice } from "@/app/_ui/state";
import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { type Query, readQuery } from "@/app/console/_parts/links";
import { PageHead } from "@/app/console/_parts/page-head";
import { formatTime } from "@/lib/core/format-time";
import { searchErrcodes, searchLibraryCodes } from "@/lib/core/wecom-errcodes";
import { showProvider } from "@/lib/features/setup/save-provider";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const IP_REFUSED = 60020;

/** Every errcode with its cause and cure; `q` is a number or a word. */
/** Cause and advice below the meaning, where their columns have no room. */
function OnPhone({ cause, todo }: { cause: string; todo: string }) {
  return (
    <div className="md:hidden">
      <p className="text-ink-soft">{cause}</p>
      <p className="font-semibold">{todo}</p>
    </div>
  );
}

export default async function ErrcodesPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t, locale }, query] = [
    await getDeps(),
    await getTranslator(),
    await readQuery(searchParams),
  ];
  const wanted = (query.q ?? "").slice(0, 64);
  const found = searchErrcodes(wanted);
  const library = searchLibraryCodes(wanted);
  const pick = locale === "en" ? "en" : "zh";
  const { refusedAddress } = await showProvider(deps, principal);
  const hasRefused = refusedAddress !== null && found.some(([code]) => code === IP_REFUSED);
  return (
    <>
      <PageHead title={t("console.errcodePage.title")} lead={t("console.errcodePage.lead")} />
      <form method="get" className="mb-5 flex flex-wrap items-end gap-2">
        <div className="min-w-0 flex-1 sm:max-w-xs">
          <Field
            id="errcode-q"
            name="q"
            type="search"
            label={t("console.errcodePage.search")}
            defaultValue={wanted}
            maxLength={64}
          />
        </div>
        <Button type="submit" icon={<Search aria-hidden className="size-4" />}>
          {t("console.errcodePage.submit")}
        </Button>
        {wanted ? (
          <ButtonLink look="quiet" href="/console/errcodes">
            {t("console.errcodePage.clear")}
          </ButtonLink>
        ) : null}
      </form>
      {hasRefused && refusedAddress ? (
        <div className="mb-5">
          <Notice tone="warn" title={`${IP_REFUSED}`} testId="refused-address">
            {t("console.errcodePage.address", {
              address: refusedAddress.address,
              time: formatTime(refusedAddress.at),
            })}
          </Notice>
        </div>
      ) : null}
      <Card flush>
        {found.length + library.length === 0 ? (
          <EmptyState icon={SearchX} title={t("console.errcodePage.emptyTitle")}>
            {t("console.errcodePage.emptyBody")}
          </EmptyState>
        ) : (
          <Table label={t("console.errcodePage.title")} minWidth={0}>
            <TableHead>
              <Th>{t("console.errcodePage.cols.code")}</Th>
              <Th>{t("console.errcodePage.cols.meaning")}</Th>
              <Th className="max-md:hidden">{t("console.errcodePage.cols.cause")}</Th>
              <Th className="max-md:hidden">{t("console.errcodePage.cols.todo")}</Th>
              <Th className="max-md:hidden">{`${t("console.errcodePage.cols.fault")} · ${t("console.errcodePage.cols.retry")}`}</Th>
            </TableHead>
            <tbody>
              {found.map(([code, advice]) => (
                <Tr key={code} id={`e${code}`} data-testid="errcode-row">
                  <Td className="align-top font-mono font-semibold">{code}</Td>
                  <Td className="align-top">
                    {advice[pick].meaning}
                    <OnPhone cause={advice[pick].cause} todo={advice[pick].advice} />
                  </Td>
                  <Td className="align-top text-ink-soft max-md:hidden">{advice[pick].cause}</Td>
                  <Td className="align-top max-md:hidden">{advice[pick].advice}</Td>
                  <Td className="align-top whitespace-nowrap max-md:hidden">
                    {t(`console.errcodePage.fault.${advice.fault}`)}
                    <div className="text-note text-ink-faint">
                      {t(`console.errcodePage.retry.${advice.kind}`)}
                    </div>
                  </Td>
                </Tr>
              ))}
              {library.map((one) => (
                <Tr key={one.code} id={`e${one.code}`} data-testid="errcode-row">
                  <Td className="align-top font-mono font-semibold">{one.code}</Td>
                  <Td className="align-top">
                    {one[pick].meaning}
                    <OnPhone cause={t("console.errcodePage.library")} todo={one[pick].advice} />
                  </Td>
                  <Td className="align-top text-ink-soft max-md:hidden">
                    {t("console.errcodePage.library")}
                  </Td>
                  <Td className="align-top max-md:hidden">{one[pick].advice}</Td>
                  <Td className="align-top whitespace-nowrap max-md:hidden">
                    {t("console.errcodePage.fault.provider")}
                    <div className="text-note text-ink-faint">{t("console.errcodePage.retry.permanent")}</div>
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Card>
      <p className="mt-3 text-note text-ink-faint">
        {t("console.errcodePage.count", { count: found.length + library.length })} ·{" "}
        {t("console.errcodePage.docs")}
      </p>
    </>
  );
}
