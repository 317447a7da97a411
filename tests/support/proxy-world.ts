import { createServer, type RequestListener, type Server } from "node:http";
import { Readable } from "node:stream";
import { completeInstall } from "@/lib/features/install/complete-install";
import { createBreaker } from "@/lib/features/proxy/breaker";
import { forwardCall, type ProxyAnswer, type ProxyCall } from "@/lib/features/proxy/forward-call";
import type { ProxyDeps } from "@/lib/features/proxy/proxy-deps";
import { createUnderWay } from "@/lib/features/proxy/under-way";
import { getCorpToken } from "@/lib/features/tokens/get-corp-token";
import { createCallRecorder } from "@/lib/runtime/call-recorder";
import { createMetrics } from "@/lib/runtime/metrics";
import { createWecomForward } from "@/lib/runtime/wecom-forward";
import { BROWSER, createInstallWorld, lowPort } from "@/tests/support/install-world";

export type Given = Partial<Omit<ProxyCall, "body">> & { body?: Uint8Array | Readable | null };

export async function bytesOf(answer: ProxyAnswer): Promise<Buffer> {
  if (answer.body instanceof Uint8Array) return Buffer.from(answer.body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A corp that has authorised the suite, on a real database and simulator, and the proxy over both. */
export async function createProxyWorld() {
  const world = await createInstallWorld();
  await world.giveTicket();
  const given = await world.consent();
  const outcome = await completeInstall(world.deps, {
    suite: world.suite,
    browserToken: BROWSER,
    state: given.state,
    authCode: given.authCode,
  });
  if (outcome.kind !== "done") throw new Error(outcome.kind);
  const { authorizationId, corpId } = outcome;
  const metrics = createMetrics("test");
  const closers: (() => Promise<unknown>)[] = [];

  /** The proxy against WeCom at `apiUrl`; the simulator unless told. */
  function proxyTo(apiUrl: string, timeoutMs = 5_000) {
    const network = createWecomForward({ apiUrl, timeoutMs });
    const recorder = createCallRecorder(world.deps, metrics);
    closers.push(network.close, recorder.close);
    const deps: ProxyDeps = {
      ...world.deps,
      proxy: {
        forward: network.forward,
        breaker: createBreaker(),
        record: recorder.record,
        underWay: createUnderWay(),
      },
    };
    async function call(rawPath: string, input: Given = {}) {
      const { body, ...rest } = input;
      const whole = body instanceof Uint8Array ? body : null;
      const stream =
        body instanceof Uint8Array ? Readable.from([body], { objectMode: false }) : (body ?? null);
      return forwardCall(deps, {
        authorizationId,
        tokens: {
          current: () => getCorpToken(deps, authorizationId),
          refused: (token) => getCorpToken(deps, authorizationId, { refused: token }),
        },
        suiteKey: "crm",
        corpId,
        keyId: "key-1",
        keyName: "crm-backend",
        groups: null,
        method: body ? "POST" : "GET",
        rawPath,
        rawQuery: "",
        contentType: body ? "application/json" : null,
        contentEncoding: null,
        contentLength: whole ? whole.length : null,
        body: stream,
        signal: AbortSignal.timeout(60_000),
        ...rest,
      });
    }
    return { deps, call, recorder, parts: deps.proxy };
  }

  return {
    ...world,
    authorizationId,
    corpId: corpId as string,
    metrics,
    proxyTo,
    async token(): Promise<string> {
      const result = await getCorpToken(world.deps, authorizationId);
      if (!result.ok) throw new Error(result.code);
      return result.value.token.reveal();
    },
    /** A server that stands in for WeCom with answers that the simulator does not give. */
    async upstream(listener: RequestListener): Promise<{ url: string; server: Server }> {
      const server = createServer(listener);
      const port = await lowPort();
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      closers.push(async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      });
      return { url: `http://127.0.0.1:${port}`, server };
    },
    async fault(kind: string, endpoint: string, more: object = {}): Promise<void> {
      await world.control("POST", "faults", { kind, scope: { endpoint }, ...more });
    },
    /** WeCom forgets every corp token early; the portal still holds one. */
    async withdrawCorpTokens(): Promise<void> {
      await this.token();
      for (const token of Object.values(world.simulator.state.tokens))
        if (token.family === "corp") token.killedAt = Date.now();
    },
    noFaults: () => world.control("DELETE", "faults"),
    async close(): Promise<void> {
      await Promise.all(closers.map((close) => close()));
      await world.close();
    },
  };
}
export type ProxyWorld = Awaited<ReturnType<typeof createProxyWorld>>;
