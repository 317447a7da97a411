import { ApiError } from "../errors";
import type { TokenFamily } from "../state";
import { expiresIn, issueToken, tokenKey } from "../tokens";
import { requireCorp } from "./auth";
import { type ApiCall, type ApiReply, get, ok, type Routes } from "./call";

/** JS tickets: corp token only, a suite token beside it breaks them (protocol.md 4.10). */
export const jsapiRoutes: Routes = {
  get_jsapi_ticket: get((call) => ticket(call, "jsapi_corp")),
  "ticket/get": get((call) => {
    if (call.query.get("type") !== "agent_config") throw new ApiError(91040);
    return ticket(call, "jsapi_agent");
  }),
};

function ticket(call: ApiCall, family: TokenFamily): ApiReply {
  if (call.query.has("suite_access_token")) throw new ApiError(40014);
  const { corp, suite } = requireCorp(call);
  // The corp ticket is the same for all apps of the corp; the agent ticket belongs to one.
  const ids = family === "jsapi_agent" ? [suite.suiteId, corp.corpid] : [corp.corpid];
  const key = tokenKey(family, ...ids);
  const token = issueToken(call.world, { family, key, suiteId: suite.suiteId, corpid: corp.corpid }, call.ip);
  return ok({ ticket: token.value, expires_in: expiresIn(call.world, token) });
}
