import net from "node:net";
import { describe, expect, test } from "vitest";
import type { Product } from "@/tests/support/product";

/** One request exactly as written; the whole answer as text. */
function send(port: number, line: string, headers: string, body: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.write(
        `${line} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n${headers}\r\n${body}`,
      );
    });
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("utf8");
    });
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
const locationOf = (answer: string) => /^location: (.*)$/im.exec(answer)?.[1]?.trim() ?? null;

/** Addresses that a framework may serve and this product does not, and files that must not leave the machine. */
const PROBES = [
  "GET /_next/image?url=%2Ficon.svg&w=64&q=75",
  "GET /_next/image?url=http%3A%2F%2F169.254.169.254%2Flatest&w=64&q=75",
  "GET /_next/image?url=%2F%2Fevil.example%2Fx.png&w=64&q=75",
  "GET /_next/webpack-hmr",
  "GET /_next/static/development/_buildManifest.js",
  "GET /_next/data/build/console.json",
  "GET /_next/../package.json",
  "GET /_next/static/../../../package.json",
  "GET /_next/static/%2e%2e/%2e%2e/%2e%2e/package.json",
  "GET /_next/static/..%5c..%5c..%5cpackage.json",
  "GET /__nextjs_original-stack-frames",
  "POST /__nextjs_original-stack-frames",
  "GET /__nextjs_source-map?filename=file:///etc/passwd",
  "GET /__nextjs_launch-editor?file=/etc/passwd",
  "GET /.env",
  "GET /.git/config",
  "GET /.next/BUILD_ID",
  "GET /package.json",
  "GET /server.js",
  "GET /%2e%2e/%2e%2e/etc/passwd",
  "GET /..%2f..%2fetc/passwd",
  "GET /api/v1/../../console",
  "GET /metrics",
  "GET /_error",
  "GET /404.html",
  "GET /_sim/faults",
];

/** Requests that no browser makes, to a product that runs; all at once, for each waits for the framework alone. */
export function probeDoor(product: () => Product): void {
  const raw = (line: string, headers = "", body = "") =>
    send(Number(new URL(product().portalUrl).port), line, headers, body);

  describe.concurrent("B8: what the framework could do and this product does not", () => {
    test.each(PROBES)("B8: %s finds nothing", async (line) => {
      const answer = await raw(
        line,
        line.startsWith("POST") ? "Content-Length: 2\r\n" : "",
        line.startsWith("POST") ? "[]" : "",
      );
      expect([line, statusOf(answer)]).toEqual([
        line,
        expect.toSatisfy((status: number) => [400, 401, 404, 405, 308, 307].includes(status)),
      ]);
      const location = locationOf(answer);
      if (location !== null) expect(new URL(location, product().portalUrl).origin).toBe(product().portalUrl);
      expect(answer).not.toMatch(/root:x:0|"dependencies"|\[core\]|BEGIN [A-Z ]*PRIVATE KEY/);
    });

    test.each([
      ["x-middleware-subrequest: proxy:proxy:proxy:proxy:proxy\r\n", "GET /console"],
      ["x-middleware-subrequest: src/middleware:src/middleware\r\n", "GET /console/staff"],
      ["x-middleware-prefetch: 1\r\nx-nextjs-data: 1\r\n", "GET /console/corps"],
      ["RSC: 1\r\nNext-Router-Prefetch: 1\r\n", "GET /console/corps"],
      ["RSC: 1\r\n", "GET /console/corps?_rsc=abcde"],
      ["x-invoke-path: /console\r\nx-invoke-status: 200\r\n", "GET /"],
      ["x-forwarded-host: evil.example\r\nx-forwarded-proto: http\r\n", "GET /console"],
      ["x-original-url: /console\r\nx-rewrite-url: /console\r\n", "GET /nowhere"],
    ])("B8, E6: with the headers %j, %s shows nothing of the console", async (headers, line) => {
      const answer = await raw(line, headers);
      expect(answer).not.toContain("owner@example.com");
      expect(answer).not.toMatch(/data-testid="nav-corps"|console\.nav/);
      expect(answer).not.toContain("evil.example");
    });

    test("B8: a server action called from nowhere, with an invented id or another site's origin, runs nothing", async () => {
      const body = '["$K1"]';
      const head = `Content-Length: ${body.length}\r\nContent-Type: text/plain;charset=UTF-8\r\n`;
      for (const [path, origin] of [
        ["/", product().portalUrl],
        ["/console/calls", product().portalUrl],
        ["/console/sign-in", "https://evil.example"],
      ]) {
        const answer = await raw(
          `POST ${path}`,
          `${head}Origin: ${origin}\r\nNext-Action: ${"a".repeat(42)}\r\n`,
          body,
        );
        expect([path, statusOf(answer)]).toEqual([
          path,
          expect.toSatisfy((status: number) => status >= 303 && status < 600),
        ]);
        expect(answer).not.toMatch(/set-cookie:.*session/i);
      }
      // The process is still there and well.
      expect(statusOf(await raw("GET /readyz"))).toBe(200);
    });

    test("B8, B9: upgrades, tunnels, traces and absolute targets lead nowhere", async () => {
      expect(
        statusOf(await raw("GET /_next/webpack-hmr", "Upgrade: websocket\r\nConnection: Upgrade\r\n")),
      ).toBe(400);
      expect(await raw("CONNECT evil.example:443")).not.toMatch(/^HTTP\/1\.1 2/);
      expect(statusOf(await raw("TRACE /"))).not.toBe(200);
      // D3: Next would answer these with a redirect to the other host.
      for (const target of [
        "http://evil.example/console",
        "//evil.example/%2e%2e",
        "//evil.example",
        "/\\evil.example/x",
        "*",
      ]) {
        const answer = await raw(`GET ${target}`);
        expect([target, statusOf(answer)]).toEqual([target, 400]);
        expect(answer).not.toContain("evil.example");
      }
    });

    test("H8: metrics do not exist without their bearer, and health tells neither versions nor enterprises", async () => {
      expect(statusOf(await raw("GET /metrics", "Authorization: Bearer x\r\n"))).toBe(404);
      for (const path of ["/livez", "/readyz"]) {
        const answer = await raw(`GET ${path}`);
        expect(statusOf(answer)).toBe(200);
        expect(answer).not.toMatch(/\d+\.\d+\.\d+|x-powered-by|postgres|ww[0-9a-f]{16}/i);
      }
    });
  });
}
