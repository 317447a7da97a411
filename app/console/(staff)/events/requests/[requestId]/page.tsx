import { notFound } from "next/navigation";
import { Card, Fact, Facts } from "@/app/_ui/card";
import { CopyId } from "@/app/_ui/copy-id";
import { Drawer } from "@/app/_ui/drawer";
import { Notice, type Tone } from "@/app/_ui/state";
import { StepKeys } from "@/app/_ui/step-keys";
import { Time } from "@/app/_ui/time";
import { causeTitle, doctorSentences, receiveKindText } from "@/app/console/_parts/doctor";
import { type Query, readQuery, withQuery } from "@/app/console/_parts/links";
import { addressText, RequestOutcome } from "@/app/console/_parts/request-parts";
import { RequestList } from "@/app/console/(staff)/events/requests/request-list";
import { CALLBACK_CAUSES, parseCallbackCause } from "@/lib/core/callback-causes";
import { requestFilter, showRequest } from "@/lib/features/console/list-requests";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

const PATH = "/console/events/requests";
const TONES: Record<"bad" | "warn" | "info", Tone> = { bad: "bad", warn: "warn", info: "info" };

/** One request in a drawer over the list: what is wrong, what to change, and the facts. */
export default async function RequestPage({
  params,
  searchParams,
}: {
  params: Promise<{ requestId: string }>;
  searchParams: Query;
}) {
  const principal = await requireStaff();
  const [deps, { t }, { requestId }] = [await getDeps(), await getTranslator(), await params];
  const filter = requestFilter.parse(await readQuery(searchParams));
  const found = await showRequest(deps, principal, requestId, filter);
  if (!found.ok) notFound();
  const { request, newer, older } = found.value;
  const hrefOf = (id: string | null) => id && withQuery(`${PATH}/${id}`, filter);
  const said = doctorSentences(request, t);
  const cause = parseCallbackCause(request.cause);
  const text = (
    key: "method" | "status" | "bytesIn" | "bytesOut" | "ms" | "remote" | "event" | "id" | "repeats",
  ) => t(`console.inbox.requests.${key}`);
  return (
    <>
      <RequestList deps={deps} principal={principal} filter={filter} t={t} />
      <Drawer
        title={
          <>
            <span className="block truncate">
              {request.cause ? causeTitle(request.cause, t) : t("console.inbox.requests.detail")}
            </span>
            <code className="block truncate font-mono text-note font-normal text-ink-faint">
              {request.method} {addressText(request, t)}
            </code>
          </>
        }
        closeHref={withQuery(PATH, filter)}
        closeLabel={t("console.inbox.drawer.close")}
        actions={
          <StepKeys
            previous={hrefOf(newer)}
            next={hrefOf(older)}
            texts={{ previous: t("console.inbox.drawer.newer"), next: t("console.inbox.drawer.older") }}
          />
        }
      >
        <div className="grid gap-5">
          {said && cause ? (
            <Notice tone={TONES[CALLBACK_CAUSES[cause]]} title={said.wrong} testId="doctor">
              <span data-testid="doctor-change">{said.change}</span>
            </Notice>
          ) : null}
          <Card title={t("console.inbox.requests.facts")}>
            <Facts>
              <Fact label={t("console.inbox.requests.cols.outcome")}>
                <RequestOutcome request={request} t={t} />
              </Fact>
              <Fact label={t("console.inbox.requests.cols.at")}>
                <Time at={request.receivedAt} />
              </Fact>
              {request.repeats > 1 ? <Fact label={text("repeats")}>{request.repeats}</Fact> : null}
              {request.receiveId === null ? null : (
                <Fact label={t("console.inbox.requests.cols.receiveId")}>
                  <code className="font-mono text-table break-all">{request.receiveId || '""'}</code>
                  <span className="ml-2 text-table text-ink-faint">{receiveKindText(request, t)}</span>
                </Fact>
              )}
              <Fact label={text("status")}>
                {request.status === 0 ? t("console.inbox.requests.noAnswer") : request.status}
              </Fact>
              <Fact label={text("bytesIn")}>
                {t("console.inbox.requests.bytes", { count: request.bytesIn })}
              </Fact>
              <Fact label={text("bytesOut")}>
                {t("console.inbox.requests.bytes", { count: request.bytesOut })}
              </Fact>
              <Fact label={text("ms")}>
                {t("console.inbox.requests.milliseconds", { count: request.answerMs })}
              </Fact>
              <Fact label={text("remote")}>
                <code className="font-mono text-table break-all">
                  {request.remoteAddress ?? t("console.inbox.requests.none")}
                </code>
              </Fact>
              {request.eventId ? (
                <Fact label={text("event")}>
                  <a href={`/console/events/${request.eventId}`} className="text-accent hover:underline">
                    {t("console.inbox.requests.openEvent")}
                  </a>
                </Fact>
              ) : null}
              <Fact label={text("id")}>
                <CopyId
                  value={request.id}
                  texts={{
                    label: t("common.copy.label", { what: text("id") }),
                    done: t("common.copy.done"),
                    failed: t("common.copy.failed"),
                  }}
                />
              </Fact>
            </Facts>
          </Card>
        </div>
      </Drawer>
    </>
  );
}
