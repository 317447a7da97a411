// The portal's outgoing calls with the settings of its environment. Bundled and started by egress.test.ts.
import { Secret } from "@/lib/core/secret";
import { createPortal } from "@/lib/runtime/deps";
import { loadSettings } from "@/lib/runtime/env";
import { findProxyPath } from "@/lib/wecom/proxy-path";

const portal = createPortal(loadSettings("dev"), {
  databaseUrl: "postgresql://nobody@127.0.0.1:1/none",
  keyRing: [{ id: "k", bytes: Buffer.alloc(32, 7) }],
  authSecret: new Secret("not used here, and long enough all the same"),
});
const own = await portal.deps.wecom.fetchProviderToken({
  corpId: process.argv[2] ?? "",
  secret: new Secret(process.argv[3] ?? ""),
});
const path = findProxyPath("/cgi-bin/department/list");
const forward = portal.api.proxy?.forward;
if (!path.ok || !forward) throw new Error("nothing to call with");
const reply = await forward({
  method: "GET",
  path: path.value,
  rawQuery: "id=1",
  token: new Secret("no-such-token"),
  contentType: null,
  contentLength: null,
  body: null,
  signal: AbortSignal.timeout(20_000),
});
let business: unknown = reply.kind === "unreachable" ? { wasSent: reply.wasSent } : reply.kind;
if (reply.kind === "reply") {
  const chunks: Uint8Array[] = [];
  for await (const chunk of reply.answer.body) chunks.push(chunk);
  business = JSON.parse(Buffer.concat(chunks).toString()).errcode;
}
process.stdout.write(`${JSON.stringify({ own: own.ok ? "ok" : own.error, business })}\n`);
process.exit(0);
