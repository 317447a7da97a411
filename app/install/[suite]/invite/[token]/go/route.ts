import { failureQuery } from "@/lib/core/failure-address";
import { parseSuiteKey } from "@/lib/core/ids";
import { fail } from "@/lib/core/result";
import { startInvitedInstall } from "@/lib/features/install/start-invited-install";
import { ensureBrowserToken } from "@/lib/runtime/browser-cookie";
import { getPortal } from "@/lib/runtime/deps";
import { handle, type OnRefusal } from "@/lib/runtime/handle";
import { isPrefetch, nothing, seeOther } from "@/lib/runtime/http";

type Params = { suite: string; token: string };

const explain: OnRefusal<Params> = ({ code, errcode, requestId }, { params }) => {
  const suite = encodeURIComponent(params.suite);
  // A used or ended invitation explains itself on its own page.
  if (code === "link.closed") return seeOther(`/install/${suite}/invite/${encodeURIComponent(params.token)}`);
  return seeOther(`/install/${suite}/failed?${failureQuery(code, requestId, errcode)}`);
};

/** Accepts an invitation: begins the install that it invites to. Public: whoever has the link was invited. */
export const GET = handle<Params>(async ({ request, deps, params }) => {
  if (isPrefetch(request)) return nothing();
  const key = parseSuiteKey(params.suite);
  const suite = key && (await deps.store.suites.findSuiteByKey(key));
  if (!suite) return fail("suite.unknown");
  const target = `${suite.key} ${params.token}`;
  if (!getPortal().visits.mayInstall(request, target)) return fail("visit.too_many");
  const { browserToken, cookie } = ensureBrowserToken(request, deps.addresses.portalUrl, deps.ids);
  const started = await startInvitedInstall(deps, { suite, token: params.token, browserToken });
  if (!started.ok) return started;
  deps.log.info("install.started", { suite: suite.key, reference: started.value.reference });
  return seeOther(started.value.url, [cookie], "strict-origin");
}, explain);
