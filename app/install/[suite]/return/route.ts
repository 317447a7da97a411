import { failureQuery } from "@/lib/core/failure-address";
import { parseSuiteKey } from "@/lib/core/ids";
import { fail } from "@/lib/core/result";
import { completeInstall } from "@/lib/features/install/complete-install";
import { readBrowserToken } from "@/lib/runtime/browser-cookie";
import { handle, type OnRefusal } from "@/lib/runtime/handle";
import { isPrefetch, nothing, seeOther } from "@/lib/runtime/http";

type Params = { suite: string };

/** One value, or null: a parameter given twice is not believed (threat A11). */
function single(query: URLSearchParams, name: string): string | null {
  const values = query.getAll(name);
  return values.length === 1 && values[0] ? values[0] : null;
}

const explain: OnRefusal<Params> = ({ code, errcode, requestId }, { params }) => {
  return seeOther(
    `/install/${encodeURIComponent(params.suite)}/failed?${failureQuery(code, requestId, errcode)}`,
  );
};

/**
 * The admin comes back from WeCom. Public: the state proves who began. Always a 303 to an address without the code,
 * so neither history nor Referer keeps it (threat D5).
 */
export const GET = handle<Params>(async ({ request, deps, params, requestId }) => {
  if (isPrefetch(request)) return nothing();
  const key = parseSuiteKey(params.suite);
  const suite = key && (await deps.store.suites.findSuiteByKey(key));
  if (!suite) return fail("suite.unknown");
  const query = new URL(request.url).searchParams;
  const outcome = await completeInstall(deps, {
    suite,
    browserToken: readBrowserToken(request, deps.addresses.portalUrl),
    state: single(query, "state"),
    authCode: single(query, "auth_code"),
  });
  const facts = { suite: suite.key, reference: outcome.reference, request_id: requestId };
  if (outcome.kind === "failed") {
    deps.log.warn("install.failed", { ...facts, code: outcome.code, errcode: outcome.errcode });
    return explain(
      { code: outcome.code, errcode: outcome.errcode, requestId: outcome.reference },
      { request, params },
    );
  }
  deps.log.info(outcome.kind === "done" ? "install.done" : "install.pending", facts);
  return seeOther(`/install/${suite.key}/done?ref=${encodeURIComponent(outcome.reference)}`);
}, explain);
