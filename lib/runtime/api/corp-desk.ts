import "server-only";
import { parseSuiteKey } from "@/lib/core/ids";
import type { Deps } from "@/lib/features/deps";
import { getCorpToken } from "@/lib/features/tokens/get-corp-token";
import type { TokenResult } from "@/lib/features/tokens/handed-out-token";
import { HAND_OUT_SECONDS } from "@/lib/features/tokens/plan-token";
import { createFreshMap } from "@/lib/runtime/api/fresh";
import type { Authorization } from "@/lib/store/authorizations";
import type { Suite } from "@/lib/store/suites";

const MAX_CORPS = 20_000;
const MAX_SUITES = 200;

/**
 * Suites, authorisations and corp tokens as the API needs them at every call, kept for at most four seconds. Whatever
 * is missing, cancelled or refused is not kept at all: it works again the moment it is there.
 */
export function createCorpDesk(deps: Deps) {
  const suites = createFreshMap<Suite | null>(
    MAX_SUITES,
    async (text) => {
      const key = parseSuiteKey(text);
      return key && deps.store.suites.findSuiteByKey(key);
    },
    { isUsable: (suite) => suite !== null },
  );
  const corps = createFreshMap<Authorization | null>(
    MAX_CORPS,
    async (name) => {
      const cut = name.indexOf("/");
      const suite = await suites.get(name.slice(0, cut));
      return suite && deps.store.authorizations.findAuthorization(suite.id, name.slice(cut + 1));
    },
    { isUsable: (corp) => corp?.status === "active" },
  );
  const tokens = createFreshMap<TokenResult>(
    MAX_CORPS,
    (authorizationId) => getCorpToken(deps, authorizationId),
    {
      isUsable: (result) => result.ok && secondsLeft(result.value.expiresAt) >= HAND_OUT_SECONDS,
    },
  );

  function secondsLeft(expiresAt: Date): number {
    return (expiresAt.getTime() - deps.clock.now().getTime()) / 1000;
  }

  return {
    findSuite: (key: string): Promise<Suite | null> => suites.get(key),
    /** By suite key and either form of the corp id, of any status. */
    findCorp: (suiteKey: string, corpId: string): Promise<Authorization | null> =>
      corps.get(`${suiteKey}/${corpId}`),
    /** The corp's token for an authorisation that was just found active. */
    getToken: (authorizationId: string): Promise<TokenResult> => tokens.get(authorizationId),
    peekCorp: (suiteKey: string, corpId: string) => corps.peek(`${suiteKey}/${corpId}`),
    peekToken: (authorizationId: string) => tokens.peek(authorizationId),
    /** The caller knows better: a token was refused or replaced. */
    forgetToken: (authorizationId: string) => tokens.forget(authorizationId),
    /** WeCom has just said that the authorisation is gone. */
    forgetCorp: (suiteKey: string, corpId: string) => corps.forget(`${suiteKey}/${corpId}`),
    secondsLeft,
  };
}
export type CorpDesk = ReturnType<typeof createCorpDesk>;
