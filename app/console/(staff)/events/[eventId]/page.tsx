import { EyeOff } from "lucide-react";
import { notFound } from "next/navigation";
import { Card, Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { State, type Tone } from "@/app/_ui/state";
import { Time } from "@/app/_ui/time";
import { PageHead } from "@/app/console/_parts/page-head";
import { eventNameOf } from "@/lib/core/event-names";
import { showEvent } from "@/lib/features/console/list-events";
import { maskedXml } from "@/lib/features/console/mask-event";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const WORK: Record<string, { tone: Tone; name: "none" | "ready" | "running" | "dead" }> = {
  ready: { tone: "wait", name: "ready" },
  running: { tone: "wait", name: "running" },
  dead: { tone: "bad", name: "dead" },
};

export default async function EventPage({ params }: { params: Promise<{ eventId: string }> }) {
  const principal = await requireStaff();
  const [deps, { t, locale }, { eventId }] = [await getDeps(), await getTranslator(), await params];
  const found = await showEvent(deps, principal, eventId);
  if (!found.ok) notFound();
  const { event, fields, work } = found.value;
  const state = WORK[work?.state ?? ""] ?? { tone: "good", name: "none" };
  return (
    <>
      <PageHead
        above={
          <a href="/console/events" className="text-ink-soft hover:text-ink">
            {t("console.events.title")}
          </a>
        }
        title={eventNameOf(event.type, locale === "en" ? "en" : "zh", event.changeType)}
        lead={
          <code className="font-mono text-table">
            {event.type}
            {event.changeType ? ` · ${event.changeType}` : ""}
          </code>
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-6">
          <Card title={t("console.events.fields")} hint={t("console.events.xmlHint")}>
            {fields.length === 0 ? (
              <p className="text-ink-soft">{t("console.events.unreadable")}</p>
            ) : (
              <dl className="divide-y divide-line">
                {fields.map((field, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: fields repeat and never move
                  <div key={index} className="grid gap-x-6 py-1.5 sm:grid-cols-[13rem_minmax(0,1fr)]">
                    <dt
                      className="font-mono text-table text-ink-faint"
                      style={{ paddingLeft: field.depth * 16 }}
                    >
                      {field.name}
                    </dt>
                    <dd className="min-w-0 text-table break-all whitespace-pre-wrap">
                      {field.isMasked ? (
                        <span className="inline-flex items-center gap-1.5 text-ink-faint">
                          <EyeOff aria-hidden className="size-3.5" />
                          {t("console.events.masked")}
                        </span>
                      ) : (
                        field.value
                      )}
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </Card>
          {fields.length > 0 ? (
            <Card title={t("console.events.xml")} flush>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
              <section aria-label={t("console.events.xml")} className="max-h-96 overflow-auto" tabIndex={0}>
                <pre className="p-5 font-mono text-note leading-5 text-ink-soft">{maskedXml(fields)}</pre>
              </section>
            </Card>
          ) : null}
        </div>
        <Card title={t("console.events.facts")}>
          <Facts>
            <Fact label={t("console.events.work")}>
              <State tone={event.isStale ? "warn" : state.tone}>
                {event.isStale ? t("console.events.stale") : t(`console.events.workState.${state.name}`)}
              </State>
              {work && work.attempts > 0 ? (
                <span className="ml-2 text-table text-ink-faint">
                  {t("console.events.attempts", { count: String(work.attempts) })}
                </span>
              ) : null}
              {work?.lastError ? <p className="text-table text-bad">{work.lastError}</p> : null}
            </Fact>
            <Fact label={t("console.events.receivedAt")}>
              <Time at={event.receivedAt} />
            </Fact>
            <Fact label={t("console.events.platformTime")}>
              {event.platformTime ? <Time at={event.platformTime} /> : t("common.unknown")}
            </Fact>
            <Fact label={t("console.events.cols.corp")}>
              {event.corpId ? (
                <a
                  href={`/console/corps/${encodeURIComponent(event.corpId)}`}
                  className="text-accent hover:underline"
                >
                  {event.corpName ?? event.corpId}
                </a>
              ) : (
                t("console.corps.none")
              )}
            </Fact>
            <Fact label={t("console.events.cols.suite")}>
              {event.suiteKey ? (
                <a href={`/console/suites/${event.suiteKey}`} className="text-accent hover:underline">
                  {event.suiteKey}
                </a>
              ) : (
                t("console.corps.none")
              )}
            </Fact>
            <Fact label={t("console.events.cols.channel")}>
              {t(`console.events.channel.${event.channel}`)}
            </Fact>
            <Fact label={t("console.events.receiveId")}>
              <code className="font-mono text-table break-all">{event.receiveId}</code>
            </Fact>
            <Fact label={t("console.events.id")}>
              <CopyId
                value={event.id}
                texts={{
                  label: t("common.copy.label", { what: t("console.events.id") }),
                  done: t("common.copy.done"),
                  failed: t("common.copy.failed"),
                }}
              />
            </Fact>
          </Facts>
        </Card>
      </div>
    </>
  );
}
