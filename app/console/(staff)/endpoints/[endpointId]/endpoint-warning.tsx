import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/state";
import { setEndpointStateAction, verifyEndpointAction } from "@/app/console/(staff)/endpoints/actions";
import { formatTime } from "@/lib/core/format-time";
import { DISABLE_DAYS } from "@/lib/features/gateway/keep-gateway";
import type { Translate } from "@/lib/runtime/i18n";
import type { Endpoint } from "@/lib/store/endpoint-shape";

/** What keeps events from arriving, why, and the way back. */
export function EndpointWarning({
  endpoint,
  mayChange,
  t,
}: {
  endpoint: Endpoint;
  mayChange: boolean;
  t: Translate;
}) {
  const hidden = <input type="hidden" name="endpointId" value={endpoint.id} />;
  const enable = mayChange ? (
    <form action={setEndpointStateAction}>
      {hidden}
      <input type="hidden" name="state" value="enabled" />
      <Button type="submit" size="small" data-testid="enable-endpoint">
        {t("console.endpoints.warn.enable")}
      </Button>
    </form>
  ) : null;
  const verify = mayChange ? (
    <form action={verifyEndpointAction}>
      {hidden}
      <Button type="submit" size="small" data-testid="verify-endpoint">
        {t("console.endpoints.warn.verify")}
      </Button>
    </form>
  ) : null;
  const reason = endpoint.stateReason === "gone" ? "gone" : "failing";
  const notice =
    endpoint.state === "disabled" ? (
      <Notice
        tone="bad"
        title={t(`console.endpoints.warn.${reason}`)}
        action={enable}
        testId="endpoint-warning"
      >
        {t("console.endpoints.warn.disabledBody")}
      </Notice>
    ) : endpoint.state === "paused" ? (
      <Notice
        tone="info"
        title={t("console.endpoints.warn.paused")}
        action={enable}
        testId="endpoint-warning"
      >
        {t("console.endpoints.warn.pausedBody")}
      </Notice>
    ) : endpoint.verifiedAt === null ? (
      <Notice
        tone="warn"
        title={t("console.endpoints.warn.unverified")}
        action={verify}
        testId="endpoint-warning"
      >
        {t("console.endpoints.warn.unverifiedBody")}
      </Notice>
    ) : endpoint.noticeAt && endpoint.failingSince ? (
      <Notice
        tone="warn"
        title={t("console.endpoints.warn.notice", { time: formatTime(endpoint.failingSince) })}
        testId="endpoint-warning"
      >
        {t("console.endpoints.warn.noticeBody", { days: String(DISABLE_DAYS) })}
      </Notice>
    ) : null;
  return notice ? <div className="mb-5">{notice}</div> : null;
}
