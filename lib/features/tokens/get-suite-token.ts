import type { Deps } from "@/lib/features/deps";
import { handOutToken } from "@/lib/features/tokens/hand-out-token";
import type { TokenResult, TokenWish } from "@/lib/features/tokens/handed-out-token";
import type { Suite } from "@/lib/store/suites";
import { isTicketRefused } from "@/lib/wecom/errcodes";

/**
 * The suite_access_token of a suite.
 *
 * Uses the newest ticket and, should WeCom refuse that one (40085), the one before, once: a replayed or damaged
 * push must not stop a suite (threat A5). A ticket is tried however old it is; WeCom decides.
 */
export async function getSuiteToken(deps: Deps, suite: Suite, wish: TokenWish = {}): Promise<TokenResult> {
  const { suiteId, suiteSecret } = suite;
  if (suiteId === null || suiteSecret === null) return { ok: false, code: "suite.not_ready", errcode: null };
  return handOutToken(deps, { kind: "suite", ownerId: suite.id }, wish, async () => {
    const [newest, previous] = await deps.store.suiteTickets.listTickets(suite.id);
    if (!newest) return { ok: false, code: "suite.ticket_missing", errcode: null };
    const ask = (suiteTicket: typeof newest.ticket) =>
      deps.wecom.fetchSuiteToken({ suiteId, suiteSecret, suiteTicket });
    const answer = await ask(newest.ticket);
    if (answer.ok || !previous || !isTicketRefused(answer.error)) return answer;
    deps.log.warn("suite_ticket_fallback", { suite: suite.key });
    return ask(previous.ticket);
  });
}
