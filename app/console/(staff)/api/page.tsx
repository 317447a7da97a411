import { ButtonLink } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { NumberedList } from "@/app/_ui/result-card";
import { PageHead } from "@/app/console/_parts/page-head";
import { Operation } from "@/app/console/(staff)/api/operation";
import { type Choice, CORP_LIST, ENDPOINT_LIST } from "@/app/console/(staff)/api/try-fields";
import { listCorps } from "@/lib/features/console/list-corps";
import { describeRoutes } from "@/lib/runtime/api/describe-routes";
import { requireStaff } from "@/lib/runtime/auth";
import { getPortal } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const MOST_SUGGESTED = 50;

/** Suggestions that all forms of the page share. */
function Suggestions({ id, choices }: { id: string; choices: Choice[] }) {
  return (
    <datalist id={id}>
      {choices.map((one) => (
        <option key={one.value} value={one.value}>
          {one.text}
        </option>
      ))}
    </datalist>
  );
}

/** The API as programs see it, from the registry that answers them. */
export default async function ApiPage() {
  const principal = await requireStaff();
  const [{ deps, settings }, { t, locale }] = [getPortal(), await getTranslator()];
  const [suites, { corps }, endpoints] = await Promise.all([
    deps.store.suites.listSuites(),
    listCorps(deps, principal, {}),
    deps.store.endpoints.listEndpoints({ limit: MOST_SUGGESTED }),
  ]);
  const routes = describeRoutes(settings.portalUrl);
  const tags = [...new Set(routes.map((one) => one.tag))];
  const shared = {
    t,
    locale,
    role: principal.role,
    suites: suites.map((one) => ({ value: one.key as string, text: one.name })),
    newKey: deps.ids.uuid,
  };
  return (
    <>
      <PageHead title={t("console.api.title")} lead={t("console.api.lead")}>
        <ButtonLink href="/api/v1/openapi.json" download="openapi.json">
          {t("console.api.download")}
        </ButtonLink>
        <ButtonLink href="/console/keys" look="primary">
          {t("console.api.toKeys")}
        </ButtonLink>
      </PageHead>
      <Suggestions id={CORP_LIST} choices={corps.map((one) => ({ value: one.corpId, text: one.name }))} />
      <Suggestions id={ENDPOINT_LIST} choices={endpoints.map((one) => ({ value: one.id, text: one.name }))} />
      <div className="grid gap-6">
        <Card title={t("console.api.startTitle")}>
          <NumberedList
            items={(["one", "two", "three"] as const).map((step) => t(`console.api.start.${step}`))}
          />
        </Card>
        {tags.map((tag) => (
          <Card key={tag} flush title={t(`console.api.tags.${tag}`)}>
            {routes
              .filter((one) => one.tag === tag)
              .map((route) => (
                <Operation key={route.operationId} route={route} {...shared} />
              ))}
          </Card>
        ))}
      </div>
    </>
  );
}
