import { ApiError } from "../errors";
import { findInstall, findWireCorp } from "../identity";
import type { Suite } from "../state";
import type { Corp, Install } from "../state-corp";
import { checkToken } from "../tokens";
import { type ApiCall, isJson } from "./call";
import { countCorpCall } from "./limits";

/** Suite token under its own query name (protocol.md 4.1): 41022 missing, 40082 wrong, 42009 expired. */
export function requireSuite(call: ApiCall): Suite {
  const value = call.query.get("suite_access_token");
  if (value === null || value === "") {
    // Old clients send it under access_token to these two (protocol.md 1.4).
    const old = call.query.get("access_token");
    if (old === null || !/getuser(info|detail)3rd$/.test(call.path)) throw new ApiError(41022);
    return suiteOf(call, old);
  }
  return suiteOf(call, value);
}

function suiteOf(call: ApiCall, value: string): Suite {
  const checked = checkToken(call.world, value, "suite");
  if (!checked.ok) throw new ApiError(checked.why === "expired" ? 42009 : 40082);
  const suite = call.world.state.suites[checked.token.suiteId ?? ""];
  if (suite === undefined) throw new ApiError(40083);
  call.suiteId = suite.suiteId;
  if (suite.dialect === "legacy" || call.body.suite_id !== undefined) checkSuiteId(call, suite);
  return suite;
}

/** Legacy bodies repeat the suite_id (protocol.md 1.4); one of another suite is 48003. */
function checkSuiteId(call: ApiCall, suite: Suite): void {
  const wanted = call.body.suite_id;
  if (wanted === undefined) {
    const isListed = /get_(permanent_code|auth_info|corp_token)$/.test(call.path);
    if (suite.dialect === "legacy" && isListed) throw new ApiError(41021);
    return;
  }
  if (wanted !== suite.suiteId) throw new ApiError(48003);
}

/** Provider token: 40082 wrong, 42009 expired, 41001 missing. */
export function requireProvider(call: ApiCall): void {
  checkProvider(call, [call.query.get("provider_access_token")]);
}

/**
 * get_login_info: documented under access_token; EasyWeChat sends provider_access_token only and wechatpy a
 * wrong access_token beside it (protocol.md 12). The switch strictLoginQuery makes the document binding.
 */
export function requireLoginProvider(call: ApiCall): void {
  const documented = call.query.get("access_token");
  const isStrict = call.world.state.switches.strictLoginQuery;
  checkProvider(call, isStrict ? [documented] : [documented, call.query.get("provider_access_token")]);
}

function checkProvider(call: ApiCall, values: ReadonlyArray<string | null>): void {
  const given = values.filter((value): value is string => value !== null && value !== "");
  if (given.length === 0) throw new ApiError(41001);
  const checks = given.map((value) => checkToken(call.world, value, "provider"));
  if (checks.some((check) => check.ok)) return;
  throw new ApiError(checks.some((check) => !check.ok && check.why === "expired") ? 42009 : 40082);
}

export interface CorpAuth {
  corp: Corp;
  suite: Suite;
  install: Install;
}

/** Corp token: 41001 missing, 40014 wrong or of another family, 42001 expired (rule 4). */
export function requireCorp(call: ApiCall): CorpAuth {
  const { world } = call;
  const value = call.query.get("access_token");
  if (value === null || value === "") throw new ApiError(41001);
  const checked = checkToken(world, value, "corp");
  if (!checked.ok) throw new ApiError(checked.why === "expired" ? 42001 : 40014);
  const { suiteId, corpid } = checked.token;
  const corp = world.state.corps[corpid ?? ""];
  const suite = world.state.suites[suiteId ?? ""];
  const install =
    suite === undefined || corp === undefined ? null : findInstall(world, suite.suiteId, corp.corpid);
  if (corp === undefined || suite === undefined || install?.status !== "active") throw new ApiError(40014);
  call.suiteId = suite.suiteId;
  call.corpid = corp.corpid;
  countCorpCall(call, corp.corpid);
  if (install.disabled) throw new ApiError(50003);
  return { corp, suite, install };
}

/** Only for contact import after a registration, 30 minutes long (protocol.md 4.8). */
export function requireContactSync(call: ApiCall): CorpAuth {
  const { state } = call.world;
  const value = call.query.get("access_token") ?? "";
  if (value === "") throw new ApiError(41001);
  if (state.tokens[value]?.family !== "contact_sync") return requireCorp(call);
  const checked = checkToken(call.world, value, "contact_sync");
  if (!checked.ok) throw new ApiError(checked.why === "expired" ? 42001 : 40014);
  const corp = state.corps[checked.token.corpid ?? ""];
  const install = Object.values(state.installs).find(
    (one) => one.corpid === corp?.corpid && one.status === "active",
  );
  const suite = state.suites[install?.suiteId ?? ""];
  if (corp === undefined || install === undefined || suite === undefined) throw new ApiError(48004);
  call.corpid = corp.corpid;
  return { corp, suite, install };
}

/** The corp a body names by auth_corpid; the form must fit the identity mode (rule 10). */
export function requireAuthCorp(call: ApiCall, name = "auth_corpid"): Corp {
  const id = call.body[name];
  if (typeof id !== "string" || id === "") throw new ApiError(41002);
  const corp = findWireCorp(call.world, id);
  if (corp === null) throw new ApiError(/^(ww|wx|wp)/.test(id) ? 40013 : 2000002);
  call.corpid = corp.corpid;
  return corp;
}

/** What the tokens of a call say about it before anything is checked; for fault scopes. */
export function peek(call: ApiCall): { suiteId?: string; corpid?: string } {
  const names = ["suite_access_token", "access_token", "provider_access_token"];
  const tokens = names.map((name) => call.world.state.tokens[call.query.get(name) ?? ""]);
  const token = tokens.find((one) => one !== undefined);
  const body = isJson(call.body) ? call.body : {};
  const named = body.auth_corpid ?? body.corpid;
  const corp = typeof named === "string" ? findWireCorp(call.world, named) : null;
  const suiteId = token?.suiteId ?? (typeof body.suite_id === "string" ? body.suite_id : null);
  const corpid = token?.corpid ?? corp?.corpid ?? null;
  return { ...(suiteId === null ? {} : { suiteId }), ...(corpid === null ? {} : { corpid }) };
}
