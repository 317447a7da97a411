import { failureQuery } from "@/lib/core/failure-address";
import { parseSuiteKey } from "@/lib/core/ids";
import { fail } from "@/lib/core/result";
import { startInstall } from "@/lib/features/install/start-install";
import { ensureBrowserToken } from "@/lib/runtime/browser-cookie";
import { getPortal } from "@/lib/runtime/deps";
import { handle, type OnRefusal } from "@/lib/runtime/handle";
import { isPrefetch, nothing, seeOther } from "@/lib/runtime/http";

type Params = { suite: string };

/** To a page that says what went wrong; reloading that page starts nothing. */
const explain: OnRefusal<Params> = ({ code, errcode, requestId }, { params }) => {
  return seeOther(
    `/install/${encodeURIComponent(params.suite)}/failed?${failureQuery(code, requestId, errcode)}`,
  );
};

/** Begins an install. Public: anyone may click; state and pre-auth code are made now and bound to this browser. */
export const GET = handle<Params>(async ({ request, deps, params }) => {
  if (isPrefetch(request)) return nothing();
  const key = parseSuiteKey(params.suite);
  const suite = key && (await deps.store.suites.findSuiteByKey(key));
  if (!suite) return fail("suite.unknown");
  if (!getPortal().visits.mayInstall(request, suite.key)) return fail("visit.too_many");
  const { browserToken, cookie } = ensureBrowserToken(request, deps.addresses.portalUrl, deps.ids);
  const started = await startInstall(deps, { suite, browserToken });
  if (!started.ok) return started;
  deps.log.info("install.started", { suite: suite.key, reference: started.value.reference });
  // WeCom may compare the origin with the domain registered for the app; it gets that and no path.
  return seeOther(started.value.url, [cookie], "strict-origin");
}, explain);
