import { issueCode } from "./codes";
import { withQuery } from "./deliver";
import { wireCorpid } from "./identity";
import type { Suite } from "./state";
import type { Corp } from "./state-corp";
import type { World } from "./world";

/**
 * Where 「业务设置」 sends the browser: existing query kept, `$CORPID$` filled with the corp's id as the
 * provider sees it, `auth_code` appended (protocol.md 4.5, rule 11). The code lives 5 minutes, once.
 */
export function businessSettingUrl(
  world: World,
  suite: Suite,
  corp: Corp,
  person: { adminId?: string; userid?: string },
): string {
  const about = { ...person, legacy: suite.dialect === "legacy" };
  const code = issueCode(world, { kind: "login", suiteId: suite.suiteId, corpid: corp.corpid, about });
  const filled = suite.businessUrl.replaceAll("$CORPID$", encodeURIComponent(wireCorpid(world, corp)));
  return withQuery(filled, `auth_code=${encodeURIComponent(code.value)}`);
}
