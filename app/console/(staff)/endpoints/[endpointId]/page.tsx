import { notFound } from "next/navigation";
import { Button, ButtonLink } from "@/app/_ui/button";
import { Badge } from "@/app/_ui/state";
import { EndpointStateOf } from "@/app/console/_parts/endpoint-state";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { PageHead } from "@/app/console/_parts/page-head";
import { AttemptChart } from "@/app/console/(staff)/endpoints/[endpointId]/attempt-chart";
import { DeliveryDrawer } from "@/app/console/(staff)/endpoints/[endpointId]/delivery-drawer";
import { DeliveryLog } from "@/app/console/(staff)/endpoints/[endpointId]/delivery-log";
import { EndpointFacts, EndpointNumbers } from "@/app/console/(staff)/endpoints/[endpointId]/endpoint-facts";
import { EndpointTools } from "@/app/console/(staff)/endpoints/[endpointId]/endpoint-tools";
import { EndpointWarning } from "@/app/console/(staff)/endpoints/[endpointId]/endpoint-warning";
import { setEndpointStateAction, testEndpointAction } from "@/app/console/(staff)/endpoints/actions";
import { EndpointNotice } from "@/app/console/(staff)/endpoints/endpoint-notice";
import { deliveryFilter, showEndpoint } from "@/lib/features/gateway/show-endpoint";
import { isAtLeast } from "@/lib/features/staff/principal";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

type Params = Promise<{ endpointId: string }>;

export default async function EndpointPage({
  params,
  searchParams,
}: {
  params: Params;
  searchParams: Query;
}) {
  const principal = await requireStaff();
  const [deps, { t, locale }, { endpointId }] = [await getDeps(), await getTranslator(), await params];
  const query = await readQuery(searchParams);
  const filter = deliveryFilter.parse(query);
  const found = await showEndpoint(deps, principal, endpointId, filter);
  if (!found.ok) notFound();
  const { endpoint, counts, secrets, chart, deliveries, next, open } = found.value;
  const mayChange = isAtLeast(principal.role, "operator");
  const path = `/console/endpoints/${endpointId}`;
  const { delivery: _, ...listed } = filter;
  const hidden = <input type="hidden" name="endpointId" value={endpointId} />;
  return (
    <>
      <PageHead
        above={
          <a href="/console/endpoints" className="text-ink-soft hover:text-ink">
            {t("console.endpoints.title")}
          </a>
        }
        title={
          <span className="inline-flex flex-wrap items-center gap-3">
            {endpoint.name}
            {endpoint.environment === "development" ? (
              <Badge tone="info">{t("console.endpoints.environment.development")}</Badge>
            ) : null}
          </span>
        }
        lead={<EndpointStateOf one={endpoint} t={t} />}
      >
        {mayChange ? (
          <>
            <ButtonLink href={`${path}/edit`} data-testid="edit-endpoint">
              {t("console.endpoints.edit.title")}
            </ButtonLink>
            {endpoint.state === "enabled" ? (
              <form action={setEndpointStateAction}>
                {hidden}
                <input type="hidden" name="state" value="paused" />
                <Button type="submit" data-testid="pause-endpoint">
                  {t("console.endpoints.pause")}
                </Button>
              </form>
            ) : null}
            <form action={testEndpointAction}>
              {hidden}
              <Button type="submit" look="primary" data-testid="test-endpoint">
                {t("console.endpoints.test")}
              </Button>
            </form>
          </>
        ) : null}
      </PageHead>
      <EndpointNotice name={query.notice} t={t} />
      <EndpointWarning endpoint={endpoint} mayChange={mayChange} t={t} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="grid min-w-0 gap-6">
          <AttemptChart chart={chart} t={t} />
          <DeliveryLog
            path={path}
            filter={filter}
            deliveries={deliveries}
            next={next}
            now={deps.clock.now()}
            locale={locale}
            t={t}
          />
          <EndpointFacts endpoint={endpoint} secrets={secrets} t={t} />
        </div>
        <div className="grid min-w-0 gap-6">
          <EndpointNumbers counts={counts} t={t} />
          {mayChange ? <EndpointTools endpoint={endpoint} t={t} /> : null}
        </div>
      </div>
      {open ? (
        <DeliveryDrawer
          shown={open}
          endpointId={endpointId}
          closeHref={withQuery(path, listed)}
          hrefOf={(id) => withQuery(path, { ...listed, delivery: id })}
          mayChange={mayChange}
          locale={locale}
          t={t}
        />
      ) : null}
    </>
  );
}
