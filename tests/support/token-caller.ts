// One portal process that wants a corp token, many times at once. Bundled and started by token-single-flight.test.ts.
import { getCorpToken } from "@/lib/features/tokens/get-corp-token";
import { createTestPortal } from "@/tests/support/portal-process";

const [databaseUrl = "", apiUrl = "", authorizationId = "", callers = "1"] = process.argv.slice(2);
const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);

const portal = createTestPortal(databaseUrl, apiUrl, 30_000);
const { tokens } = portal.deps.store;
const [ask, find] = [portal.deps.wecom.fetchCorpToken, tokens.findToken];
let waiting = Number(callers);
let allWait: () => void;
const gathered = new Promise<void>((resolve) => {
  allWait = resolve;
});
tokens.findToken = async (place) => {
  const row = await find(place);
  if (place.kind === "corp" && --waiting === 0) allWait();
  return row;
};
// Said once every caller has read the row: a process frozen before that would have its queued reads time out.
portal.deps.wecom.fetchCorpToken = async (...given) => {
  await gathered;
  say({ kind: "asking" });
  return ask(...given);
};
// Connections first, so that all processes ask in the same moment.
await portal.deps.store.settings.ping();
say({ kind: "ready" });
process.stdin.once("data", async () => {
  const results = await Promise.all(
    Array.from({ length: Number(callers) }, () => getCorpToken(portal.deps, authorizationId)),
  );
  const tokens = new Set(results.map((one) => (one.ok ? one.value.token.reveal() : one.code)));
  say({
    kind: "done",
    isOk: results.every((one) => one.ok),
    different: tokens.size,
    isLeaseLost: portal.logged.some((line) => line.includes("token_lease_lost")),
  });
  await portal.close();
  process.exit(0);
});
