import { ApiError, errorText } from "../errors";
import { API_FAULTS, type Fault, strike } from "../faults";
import { killTokens } from "../tokens";
import type { World } from "../world";
import { peek } from "./auth";
import { type ApiCall, type ApiReply, isJson, type Json } from "./call";
import { checkIpList, countIpCall } from "./limits";
import { apiRoutes } from "./routes";

/** What the HTTP layer must do: answer, or misbehave. */
export interface Outcome {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  errcode: number | null;
  misbehave: "reset" | "blackhole" | "endless" | "drip" | null;
  dripMs: number;
}

const JSON_TYPE = "application/json; charset=UTF-8";

/** Runs one API call: limits, faults, the function, the shape of the answer. Never throws. */
export async function dispatch(call: ApiCall): Promise<Outcome> {
  const faults = strike(call.world, API_FAULTS, { endpoint: call.path, ...peek(call) });
  const find = (kind: Fault["kind"]) => faults.find((fault) => fault.kind === kind);
  const latency = find("latency");
  if (latency !== undefined) await new Promise((resolve) => setTimeout(resolve, latency.ms));
  const before = faultBefore(call, find);
  if (before !== null) return count(call, before);
  const outcome = answer(call, await run(call, find));
  return count(call, faultAfter(outcome, find));
}

async function run(
  call: ApiCall,
  find: (kind: Fault["kind"]) => Fault | undefined,
): Promise<ApiReply | ApiError> {
  try {
    if (find("ip_not_allowed") !== undefined) throw new ApiError(60020);
    if (find("throttle") !== undefined) throw new ApiError(45009);
    if (find("busy") !== undefined) throw new ApiError(-1);
    checkIpList(call);
    countIpCall(call);
    const route = apiRoutes[call.path];
    if (route === undefined) throw new ApiError(40058, "unknown api path");
    if (!route.methods.includes(call.method)) throw new ApiError(40058, "wrong http method");
    return await route.run(call);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function faultBefore(call: ApiCall, find: (kind: Fault["kind"]) => Fault | undefined): Outcome | null {
  if (find("reset") !== undefined) return { ...html(""), misbehave: "reset" };
  if (find("blackhole") !== undefined) return { ...html(""), misbehave: "blackhole" };
  const failed = find("http_error");
  if (failed !== undefined) return html(`<html><h1>${failed.status}</h1></html>`, failed.status);
  if (find("html_page") !== undefined)
    return html("<!DOCTYPE html><html><body>网络繁忙，请稍后再试</body></html>");
  if (find("redirect") !== undefined) {
    const moved = html("", 302);
    return { ...moved, headers: { ...moved.headers, Location: `${call.world.settings.url}/elsewhere` } };
  }
  if (find("withdraw_token") !== undefined) {
    for (const name of ["access_token", "suite_access_token", "provider_access_token"]) {
      const value = call.query.get(name);
      if (value !== null) killTokens(call.world, { value });
    }
  }
  return null;
}

/** The work is done and only the answer suffers. */
function faultAfter(outcome: Outcome, find: (kind: Fault["kind"]) => Fault | undefined): Outcome {
  if (find("lost_answer") !== undefined) return { ...outcome, misbehave: "reset" };
  if (find("consumed_blackhole") !== undefined) return { ...outcome, misbehave: "blackhole" };
  if (find("malformed_json") !== undefined)
    return { ...outcome, body: outcome.body.subarray(0, outcome.body.length - 2) };
  if (find("wrong_content_type") !== undefined)
    return { ...outcome, headers: { ...outcome.headers, "Content-Type": "text/plain" } };
  if (find("endless_body") !== undefined) return { ...outcome, misbehave: "endless" };
  const drip = find("slow_drip");
  if (drip !== undefined) return { ...outcome, misbehave: "drip", dripMs: drip.ms };
  if (find("huge_body") !== undefined) {
    const filled = Buffer.concat([
      outcome.body.subarray(0, -1),
      Buffer.from(`,"fill":"${"x".repeat(20_000_000)}"}`),
    ]);
    return { ...outcome, body: filled };
  }
  return outcome;
}

function answer(call: ApiCall, reply: ApiReply | ApiError): Outcome {
  if (reply instanceof ApiError) return refusal(call, reply);
  if ("json" in reply) return json(reply.json, 0);
  const filename: Record<string, string> =
    reply.filename === undefined
      ? {}
      : { "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(reply.filename)}` };
  return {
    ...json({}, 0),
    body: reply.bytes,
    headers: { "Content-Type": reply.contentType, Server: "nginx", ...filename },
  };
}

/** protocol.md 4.1: text, hint of 25 digits with the time first, caller's address, link; two headers. */
function refusal(call: ApiCall, { errcode, detail }: ApiError): Outcome {
  const { world } = call;
  const hint = `${world.clock.seconds()}${world.random.digits(15)}`;
  const warning = call.isBadJson ? " Warning: wrong json format. " : "";
  const text = `${warning}${errorText(errcode)}${detail === "" ? "" : ` (${detail})`}`;
  const more = `more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
  const errmsg = `${text}, hint: [${hint}], from ip: ${call.ip}, ${more}`;
  const outcome = json({ errcode, errmsg }, errcode);
  return { ...outcome, headers: { ...outcome.headers, "Error-Code": String(errcode), "Error-Msg": errmsg } };
}

function json(value: Json, errcode: number): Outcome {
  const headers = { "Content-Type": JSON_TYPE, Server: "nginx" };
  return {
    status: 200,
    headers,
    body: Buffer.from(JSON.stringify(value)),
    errcode,
    misbehave: null,
    dripMs: 0,
  };
}

function html(body: string, status = 200): Outcome {
  const headers = { "Content-Type": "text/html; charset=UTF-8", Server: "nginx" };
  return { status, headers, body: Buffer.from(body), errcode: null, misbehave: null, dripMs: 0 };
}

function count(call: ApiCall, outcome: Outcome): Outcome {
  const { calls } = call.world.state;
  const key = `${call.path} ${call.corpid ?? ""} ${call.suiteId ?? ""}`;
  const row = calls[key] ?? {
    path: call.path,
    corpid: call.corpid,
    suiteId: call.suiteId,
    count: 0,
    errors: 0,
  };
  row.count += 1;
  if (outcome.errcode !== 0) row.errors += 1;
  calls[key] = row;
  return outcome;
}

/** Splits path and query by hand and folds doubled slashes: `//cgi-bin/…` is what some clients send. */
export function readCall(
  world: World,
  method: string,
  rawUrl: string,
  raw: Buffer,
  contentType: string,
  ip: string,
): ApiCall {
  const at = rawUrl.indexOf("?");
  const path = (at < 0 ? rawUrl : rawUrl.slice(0, at))
    .replace(/\/{2,}/g, "/")
    .replace(/^\/cgi-bin\//, "")
    .replace(/\/$/, "");
  const query = new URLSearchParams(at < 0 ? "" : rawUrl.slice(at + 1));
  const { body, isBadJson } = readBody(raw, contentType);
  return { world, method, path, query, body, raw, contentType, isBadJson, ip, suiteId: null, corpid: null };
}

function readBody(raw: Buffer, contentType: string): { body: Json; isBadJson: boolean } {
  if (raw.length === 0 || contentType.startsWith("multipart/")) return { body: {}, isBadJson: false };
  try {
    const value: unknown = JSON.parse(raw.toString());
    if (isJson(value)) return { body: value, isBadJson: false };
  } catch {
    // Falls through: named in the answer by the warning.
  }
  return { body: {}, isBadJson: true };
}
