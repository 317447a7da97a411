import { Table, TableHead, Td, Th, Tr } from "@/app/_ui/table";
import { JsonBox } from "@/app/console/_parts/json-box";
import { CodeTabs } from "@/app/console/(staff)/api/code-tabs";
import type { Choice } from "@/app/console/(staff)/api/try-fields";
import { TryForm } from "@/app/console/(staff)/api/try-form";
import { tryTexts } from "@/app/console/(staff)/api/try-texts";
import { ERRORS } from "@/lib/core/errors";
import { errorText, type Locale } from "@/lib/core/texts";
import { isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import type { ShownRoute } from "@/lib/runtime/api/describe-routes";
import type { Translate } from "@/lib/runtime/i18n";

const METHODS: Record<string, string> = {
  GET: "bg-good-soft text-good",
  POST: "bg-accent-soft text-accent",
  PATCH: "bg-accent-soft text-accent",
  DELETE: "bg-bad-soft text-bad",
};

/** One call of the API: what it takes, how to make it in six languages, what it answers, and a try. */
export function Operation({
  route,
  t,
  locale,
  role,
  suites,
  newKey,
}: {
  route: ShownRoute;
  t: Translate;
  locale: Locale;
  role: StaffPrincipal["role"];
  suites: Choice[];
  /** The first Idempotency-Key of a form. */
  newKey(): string;
}) {
  const { wants } = route;
  const mayTry = wants !== null && isAtLeast(role, wants.role);
  const language = locale === "en" ? "en" : "zh";
  return (
    <details className="group border-b border-line last:border-b-0" data-testid={`op-${route.operationId}`}>
      <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-5 py-3 hover:bg-sunken">
        <span
          className={`w-16 shrink-0 rounded px-1.5 py-0.5 text-center font-mono text-note font-semibold ${METHODS[route.method] ?? "bg-sunken text-ink-soft"}`}
        >
          {route.method}
        </span>
        <code className="min-w-0 font-mono text-table break-all text-ink">/api/v1{route.path}</code>
        <span className="text-table text-ink-soft">{route.summary[language]}</span>
      </summary>
      <div className="grid grid-cols-1 gap-5 border-t border-line bg-sunken px-5 py-5">
        <div className="max-w-prose">
          {route.description ? <p className="text-ink">{route.description[language]}</p> : null}
          <p className="mt-1 text-table text-ink-soft">
            {t("console.api.scope")} <code className="font-mono text-ink">{route.scope}</code>
            {route.isCreating ? ` · ${t("console.api.idempotent")}` : ""}
          </p>
        </div>
        {route.parameters.length > 0 ? (
          <div className="overflow-hidden rounded-lg border border-line bg-surface">
            <Table label={`${t("console.api.params")} ${route.operationId}`} minWidth={560}>
              <TableHead>
                <Th>{t("console.api.cols.name")}</Th>
                <Th>{t("console.api.cols.place")}</Th>
                <Th>{t("console.api.cols.type")}</Th>
                <Th>{t("console.api.cols.about")}</Th>
              </TableHead>
              <tbody>
                {route.parameters.map((one) => (
                  <Tr key={`${one.place} ${one.name}`}>
                    <Td className="font-mono">
                      {one.name}
                      {one.isRequired ? (
                        <span className="ml-2 font-sans text-note text-warn">
                          {t("console.api.required")}
                        </span>
                      ) : null}
                    </Td>
                    <Td>{t(`console.api.place.${one.place}`)}</Td>
                    <Td className="font-mono break-all">{one.type}</Td>
                    <Td className="text-ink-soft">{one.about}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          </div>
        ) : null}
        <div className="grid gap-5 xl:grid-cols-2">
          <div className="min-w-0">
            <h3 className="mb-2 text-table font-semibold">{t("console.api.samples")}</h3>
            <CodeTabs
              id={`code-${route.operationId}`}
              samples={route.samples}
              label={t("console.api.samples")}
              copyLabel={t("console.api.copy")}
            />
          </div>
          {route.answerExample ? (
            <div className="min-w-0">
              <h3 className="mb-2 text-table font-semibold">
                {t("console.api.answer")} {route.answerStatus}
              </h3>
              <JsonBox label={`${t("console.api.answer")} ${route.operationId}`} text={route.answerExample} />
            </div>
          ) : null}
        </div>
        {route.errors.length > 0 ? (
          <div>
            <h3 className="mb-1 text-table font-semibold">{t("console.api.errors")}</h3>
            <ul className="grid gap-1">
              {route.errors.map((one) => (
                <li key={one.code} className="text-table text-ink-soft">
                  <code className="font-mono text-ink">
                    {ERRORS[one.code].status} {one.code}
                  </code>{" "}
                  {errorText(one.code, locale)}
                </li>
              ))}
            </ul>
          </div>
        ) : null}
        <div>
          <h3 className="text-table font-semibold">{t("console.api.tryTitle")}</h3>
          <p
            className="mb-3 max-w-prose text-note text-ink-faint"
            data-testid={`try-${route.operationId}-hint`}
          >
            {t(
              wants === null
                ? "console.api.tryStream"
                : mayTry
                  ? "console.api.tryHint"
                  : wants.role === "owner"
                    ? "console.api.tryOwner"
                    : "console.api.tryForbidden",
            )}
          </p>
          {mayTry ? (
            <TryForm
              operationId={route.operationId}
              wants={wants}
              suites={suites}
              effect={wants.effect ? t(`console.api.effects.${wants.effect}`) : null}
              firstKey={newKey()}
              texts={tryTexts(t, route.operationId)}
            />
          ) : null}
        </div>
      </div>
    </details>
  );
}
