import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundle } from "@/lib/runtime/bundle.mjs";
import { lowPort, PROVIDER, PROVIDER_SECRET } from "@/tests/support/install-world";
import { startSimulator } from "../../simulator/start";

const VECTORS = path.resolve(import.meta.dirname, "../vectors");
const CERT = path.join(VECTORS, "loopback-cert.pem");

let program: string;
let simulator: Awaited<ReturnType<typeof startSimulator>>;
const servers: http.Server[] = [];
let [wecomPort, proxyPort] = [0, 0];
/** What came to each, since the test began. */
let requests: { url: string; isProxied: boolean }[] = [];
let connects: { target: string; authorization: string | undefined }[] = [];
const tunnels = new Set<number>();

async function listen(server: http.Server): Promise<number> {
  const port = await lowPort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  servers.push(server);
  return port;
}

beforeAll(async () => {
  program = await bundle("tests/support/egress-caller.ts");
  simulator = await startSimulator({
    port: await lowPort(),
    seed: 7,
    seedData: { provider: { corpId: PROVIDER, secret: PROVIDER_SECRET } },
  });
  // WeCom behind real TLS; says which connections came out of the proxy's tunnels.
  const wecom = https.createServer(
    { cert: readFileSync(CERT), key: readFileSync(path.join(VECTORS, "loopback-key.pem")) },
    (request, response) => {
      requests.push({ url: request.url ?? "", isProxied: tunnels.has(request.socket.remotePort ?? 0) });
      const on = http.request(
        `${simulator.url}${request.url}`,
        { method: request.method, headers: request.headers },
        (reply) => {
          response.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(response);
        },
      );
      request.pipe(on);
    },
  );
  wecomPort = await listen(wecom);
  const proxy = http.createServer((_request, response) => response.writeHead(405).end());
  proxy.on("connect", (request, socket) => {
    connects.push({ target: request.url ?? "", authorization: request.headers["proxy-authorization"] });
    const tunnel = net.connect(wecomPort, "127.0.0.1", () => {
      tunnels.add(tunnel.localPort ?? 0);
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      tunnel.pipe(socket);
      socket.pipe(tunnel);
    });
    for (const one of [tunnel, socket]) one.on("error", () => one.destroy());
  });
  proxyPort = await listen(proxy);
});
beforeEach(() => {
  requests = [];
  connects = [];
});
afterAll(async () => {
  await simulator?.close();
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Runs the portal's calls in a process of their own, with these settings and no others. */
async function callWith(env: Record<string, string>): Promise<{ own: unknown; business: unknown }> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, PROVIDER, PROVIDER_SECRET], {
    env: {
      PATH: process.env.PATH ?? "",
      NODE_ENV: "test",
      NODE_EXTRA_CA_CERTS: CERT,
      WECOM_API_URL: `https://localhost:${wecomPort}`,
      ...env,
    },
  });
  return JSON.parse(stdout);
}

describe("HTTPS_PROXY", () => {
  test("every call to WeCom goes through the proxy, the portal's own and the business ones, with its password", async () => {
    const told = await callWith({ HTTPS_PROXY: `http://portal:p%40ss@127.0.0.1:${proxyPort}` });
    expect(told).toEqual({ own: "ok", business: 40014 });
    expect(connects.map((one) => one.target)).toEqual([`localhost:${wecomPort}`, `localhost:${wecomPort}`]);
    const credentials = `Basic ${Buffer.from("portal:p@ss").toString("base64")}`;
    expect(new Set(connects.map((one) => one.authorization))).toEqual(new Set([credentials]));
    expect(requests).toEqual([
      { url: "/cgi-bin/service/get_provider_token", isProxied: true },
      { url: "/cgi-bin/department/list?id=1&access_token=no-such-token", isProxied: true },
    ]);
  });

  test("a proxy that is down stops the calls; nothing takes the direct way, and nothing was sent", async () => {
    const told = await callWith({ HTTPS_PROXY: `http://127.0.0.1:${await lowPort()}` });
    expect(told).toEqual({
      own: { kind: "unreachable", api: "service/get_provider_token", wasSent: false },
      business: { wasSent: false },
    });
    expect(requests).toEqual([]);
  });

  test("NO_PROXY names hosts that are reached directly all the same", async () => {
    const HTTPS_PROXY = `http://127.0.0.1:${proxyPort}`;
    expect(await callWith({ HTTPS_PROXY, NO_PROXY: "internal.example,localhost" })).toEqual({
      own: "ok",
      business: 40014,
    });
    expect([connects.length, requests.map((one) => one.isProxied)]).toEqual([0, [false, false]]);
    await callWith({ HTTPS_PROXY, NO_PROXY: "qyapi.weixin.qq.com" });
    expect(connects).toHaveLength(2);
  });

  test("the variables of other programs change nothing: http_proxy, all_proxy", async () => {
    const away = `http://127.0.0.1:${proxyPort}`;
    expect(await callWith({ http_proxy: away, HTTP_PROXY: away, all_proxy: away, ALL_PROXY: away })).toEqual({
      own: "ok",
      business: 40014,
    });
    expect([connects.length, requests.map((one) => one.isProxied)]).toEqual([0, [false, false]]);
  });

  test("a certificate that nobody vouches for is not accepted, through the proxy or without", async () => {
    for (const HTTPS_PROXY of ["", `http://127.0.0.1:${proxyPort}`]) {
      const told = await callWith({ HTTPS_PROXY, NODE_EXTRA_CA_CERTS: "" });
      expect(told.business).toEqual({ wasSent: false });
    }
    expect(requests).toEqual([]);
  });
});
