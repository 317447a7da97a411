import type { ErrorCode } from "@/lib/core/errors";
import { parseSuiteKey } from "@/lib/core/ids";
import { fail, ok, type Result } from "@/lib/core/result";
import { type ShownSuite, showSuite } from "@/lib/features/console/suites";
import type { Deps } from "@/lib/features/deps";
import { ticketAge } from "@/lib/features/setup/checklist";
import { isAtLeast, type StaffPrincipal } from "@/lib/features/staff/principal";
import { failureOf } from "@/lib/features/tokens/token-failure";
import { withSuiteToken } from "@/lib/features/tokens/with-suite-token";

/** What an install link needs. `say` is a sentence of the texts; `values` fill it. */
export type PreflightCheck = {
  name: "kind" | "https" | "ids" | "urls" | "ticket" | "token" | "domain" | "auth_type";
  verdict: "good" | "warn" | "bad";
  say: PreflightSaying;
  values: Record<string, string>;
  errcode: number | null;
};
export type PreflightSaying =
  | "kind_good"
  | "kind_bad"
  | "https_good"
  | "https_local"
  | "https_bad"
  | "ids_good"
  | "ids_bad"
  | "urls_good"
  | "urls_bad"
  | "ticket_good"
  | "ticket_notice"
  | "ticket_alarm"
  | "ticket_never"
  | "token_good"
  | "token_never"
  | "token_bad"
  | "domain_good"
  | "domain_unknown"
  | "domain_bad"
  | "domain_port"
  | "auth_type_good"
  | "auth_type_unknown"
  | "auth_type_test"
  | "auth_type_live";

const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Everything about an install link that can be judged without asking WeCom. Pure: the caller passes `now`. */
export function judgePreflight(suite: ShownSuite, portalUrl: string, now: Date): PreflightCheck[] {
  const { facts } = suite;
  const url = new URL(portalUrl);
  const say = (
    name: PreflightCheck["name"],
    verdict: PreflightCheck["verdict"],
    saying: PreflightSaying,
    values: Record<string, string> = {},
    errcode: number | null = null,
  ): PreflightCheck => ({ name, verdict, say: saying, values, errcode });

  const judgeHttps = () => {
    if (url.protocol === "https:") return say("https", "good", "https_good");
    return LOCAL.test(url.hostname) ? say("https", "warn", "https_local") : say("https", "bad", "https_bad");
  };
  const judgeIds = () => {
    const missing = [suite.suiteId ? "" : "SuiteID", suite.hasSuiteSecret ? "" : "Secret"].filter(Boolean);
    return missing.length === 0
      ? say("ids", "good", "ids_good")
      : say("ids", "bad", "ids_bad", { missing: missing.join(", ") });
  };
  const judgeTicket = () => {
    const age = ticketAge(facts.lastTicketAt, now);
    if (age === "never" || facts.lastTicketAt === null) return say("ticket", "bad", "ticket_never");
    const minutes = String(Math.floor((now.getTime() - facts.lastTicketAt.getTime()) / 60_000));
    if (age === "alarm") return say("ticket", "bad", "ticket_alarm", { age: minutes });
    return age === "notice"
      ? say("ticket", "warn", "ticket_notice", { age: minutes })
      : say("ticket", "good", "ticket_good", { age: minutes });
  };
  const judgeToken = () => {
    if (facts.tokenErrcode)
      return say("token", "bad", "token_bad", { errcode: String(facts.tokenErrcode) }, facts.tokenErrcode);
    return facts.tokenFetchedAt ? say("token", "good", "token_good") : say("token", "warn", "token_never");
  };
  const judgeDomain = () => {
    const host = url.hostname;
    if (url.port !== "" && !LOCAL.test(host)) return say("domain", "bad", "domain_port", { port: url.port });
    if (suite.completionDomain === null) return say("domain", "warn", "domain_unknown", { host });
    return suite.completionDomain === host.toLowerCase()
      ? say("domain", "good", "domain_good", { host })
      : say("domain", "bad", "domain_bad", { configured: suite.completionDomain, host });
  };
  const judgeAuthType = () => {
    if (suite.isPublished === null) return say("auth_type", "warn", "auth_type_unknown");
    if (suite.isPublished && suite.installAuthType === 1) return say("auth_type", "bad", "auth_type_test");
    if (!suite.isPublished && suite.installAuthType === 0) return say("auth_type", "bad", "auth_type_live");
    return say("auth_type", "good", "auth_type_good");
  };
  const areUrlsProven = suite.steps.some((one) => one.name === "urls" && one.state === "done");
  return [
    suite.kind === "app" ? say("kind", "good", "kind_good") : say("kind", "bad", "kind_bad"),
    judgeHttps(),
    judgeIds(),
    areUrlsProven ? say("urls", "good", "urls_good") : say("urls", "warn", "urls_bad"),
    judgeTicket(),
    judgeToken(),
    judgeDomain(),
    judgeAuthType(),
  ];
}

/** The pre-flight of a suite's install link, with the link. Any member of staff. */
export async function showPreflight(
  deps: Deps,
  principal: StaffPrincipal,
  key: string,
): Promise<Result<{ suite: ShownSuite; link: string; checks: PreflightCheck[] }, "suite.unknown">> {
  const found = await showSuite(deps, principal, key);
  if (!found.ok) return found;
  const { suite } = found.value;
  const { portalUrl } = deps.addresses;
  return ok({
    suite,
    link: new URL(`/install/${suite.key}`, portalUrl).href,
    checks: judgePreflight(suite, portalUrl, deps.clock.now()),
  });
}

/**
 * Asks WeCom for a pre_auth_code, the call every install begins with. The code is thrown away: nothing is authorised,
 * and it ends by itself. Operators.
 */
export async function tryPreAuthCode(
  deps: Deps,
  principal: StaffPrincipal,
  key: string,
): Promise<Result<null, ErrorCode> | { ok: false; code: ErrorCode; errcode: number | null }> {
  if (!isAtLeast(principal.role, "operator")) return fail("staff.forbidden");
  const suiteKey = parseSuiteKey(key);
  const suite = suiteKey && (await deps.store.suites.findSuiteByKey(suiteKey));
  if (!suite) return fail("suite.unknown");
  const appIds = suite.dialect === "legacy" ? suite.appIds : [];
  const answer = await withSuiteToken(deps, suite, (call) => deps.wecom.fetchPreAuthCode(call, { appIds }));
  if (answer.ok) return ok(null);
  const failure = "error" in answer ? failureOf(answer.error) : answer;
  return { ok: false, code: failure.code, errcode: failure.errcode };
}
