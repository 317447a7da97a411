import { Card, Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { Time } from "@/app/_ui/time";
import { formatTime } from "@/lib/core/format-time";
import type { EndpointCounts, ShownEndpoint } from "@/lib/features/gateway/show-endpoint";
import type { Translate } from "@/lib/runtime/i18n";
import type { Endpoint } from "@/lib/store/endpoint-shape";

/** What an endpoint is and how it stands. Secrets appear as times only. */
export function EndpointFacts({
  endpoint,
  secrets,
  t,
}: {
  endpoint: Endpoint;
  secrets: ShownEndpoint["secrets"];
  t: Translate;
}) {
  const limits =
    endpoint.ratePerSecond === null
      ? t("console.endpoints.limitsText", { concurrency: String(endpoint.concurrency) })
      : t("console.endpoints.limitsRate", {
          concurrency: String(endpoint.concurrency),
          rate: String(endpoint.ratePerSecond),
        });
  return (
    <Card title={t("console.endpoints.facts")}>
      {endpoint.description ? <p className="mb-3 text-ink-soft">{endpoint.description}</p> : null}
      <Facts>
        <Fact label={t("console.endpoints.url")}>
          <code className="font-mono text-table break-all">{endpoint.url}</code>
        </Fact>
        <Fact label={t("console.endpoints.cols.suite")}>{endpoint.suiteKey}</Fact>
        <Fact label={t("console.endpoints.cols.events")}>
          <ul>
            {endpoint.eventFilter.map((one) => (
              <li key={one} className="font-mono text-table break-all">
                {one}
              </li>
            ))}
          </ul>
          <p className="text-table text-ink-soft">
            {endpoint.corpFilter.length > 0 ? endpoint.corpFilter.join(" ") : t("console.endpoints.allCorps")}
          </p>
        </Fact>
        <Fact label={t("console.endpoints.environmentLabel")}>
          {t(`console.endpoints.environment.${endpoint.environment}`)}
        </Fact>
        <Fact label={t("console.endpoints.payloadLabel")}>
          {t(`console.endpoints.form.payloads.${endpoint.payload}`)}
        </Fact>
        <Fact label={t("console.endpoints.order")}>
          {t(endpoint.isOrdered ? "console.endpoints.orderOn" : "console.endpoints.orderOff")}
          {endpoint.isAnswering ? (
            <p className="text-table text-ink-soft">{t("console.endpoints.answersOn")}</p>
          ) : null}
        </Fact>
        <Fact label={t("console.endpoints.limits")}>{limits}</Fact>
        <Fact label={t("console.endpoints.verifiedAt")}>
          {endpoint.verifiedAt && endpoint.verifiedBy ? (
            <>
              {t(`console.endpoints.verifiedBy.${endpoint.verifiedBy}`)}
              <p className="text-table text-ink-soft">
                <Time at={endpoint.verifiedAt} />
              </p>
            </>
          ) : (
            t("console.endpoints.state.unverified")
          )}
        </Fact>
        <Fact label={t("console.endpoints.secrets")}>
          <ul className="text-table">
            {secrets.map((one) => (
              <li key={one.createdAt.toISOString()}>
                {one.endsAt
                  ? t("console.endpoints.secretUntil", { time: formatTime(one.endsAt) })
                  : t("console.endpoints.secretNow", { time: formatTime(one.createdAt) })}
              </li>
            ))}
          </ul>
        </Fact>
        <Fact label={t("console.endpoints.createdAt")}>
          <Time at={endpoint.createdAt} />
        </Fact>
        <Fact label={t("console.endpoints.id")}>
          <CopyId
            value={endpoint.id}
            texts={{
              label: t("common.copy.label", { what: t("console.endpoints.id") }),
              done: t("common.copy.done"),
              failed: t("common.copy.failed"),
            }}
          />
        </Fact>
      </Facts>
    </Card>
  );
}

/** How many arrived, wait and were given up. */
export function EndpointNumbers({ counts, t }: { counts: EndpointCounts; t: Translate }) {
  return (
    <dl className="grid grid-cols-3 gap-3 text-center">
      {(
        [
          ["delivered", counts.delivered],
          ["pending", counts.pending + counts.running],
          ["dead", counts.dead],
        ] as const
      ).map(([name, count]) => (
        <div key={name} className="rounded-xl border border-line bg-surface px-2 py-2.5">
          <dd
            className={`text-lead font-semibold tabular-nums ${name === "dead" && count > 0 ? "text-bad" : "text-ink"}`}
            data-testid={`count-${name}`}
          >
            {count}
          </dd>
          <dt className="text-note text-ink-faint">{t(`console.endpoints.cols.${name}`)}</dt>
        </div>
      ))}
    </dl>
  );
}
