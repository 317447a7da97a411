import type { Deps } from "@/lib/features/deps";
import { whyGone } from "@/lib/features/tokens/get-corp-token";
import { handOutToken } from "@/lib/features/tokens/hand-out-token";
import type { TokenResult } from "@/lib/features/tokens/handed-out-token";
import { withCorpToken } from "@/lib/features/tokens/with-corp-token";
import type { Authorization } from "@/lib/store/authorizations";

/** `corp`: for `wx.config`. `agent`: for `wx.agentConfig`; the two can't stand in for each other (42012). */
export type JsapiType = "corp" | "agent";

/** A jsapi ticket with at least 300 s to live, fetched once for any number of callers. */
export async function getJsapiTicket(
  deps: Deps,
  authorization: Pick<Authorization, "id" | "status" | "statusReason">,
  type: JsapiType,
): Promise<TokenResult> {
  if (authorization.status !== "active") return whyGone(authorization);
  const kind = type === "corp" ? "jsapi_corp" : "jsapi_agent";
  return handOutToken(deps, { kind, ownerId: authorization.id }, {}, () =>
    withCorpToken(deps, authorization.id, (corpToken) => deps.wecom.fetchJsapiTicket({ corpToken, type })),
  );
}
