import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { remoteAddressOf } from "@/lib/runtime/door-forward";

const seen = (peer: string | undefined, forwarded?: string): string | null =>
  remoteAddressOf({
    socket: { remoteAddress: peer },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  } as unknown as IncomingMessage);

describe("A14: who is calling", () => {
  test.each([
    ["203.0.113.7", "127.0.0.1"],
    ["203.0.113.7", "8.8.8.8, 101.89.0.1"],
    ["2001:4860:4860::8888", "10.0.0.1"],
  ])("A14: a stranger %s that writes X-Forwarded-For: %s stays who it is", (peer, header) => {
    expect(seen(peer, header)).toBe(peer);
  });

  test.each(["127.0.0.1", "::1", "10.2.3.4", "::ffff:192.168.0.9", "fd00::1"])(
    "A14: of what a reverse proxy at %s passes on only the last entry counts, which is its own",
    (peer) => {
      expect(seen(peer, "127.0.0.1, 198.51.100.9")).toBe("198.51.100.9");
      expect(seen(peer, "spoofed")).toBe(peer);
      expect(seen(peer, "")).toBe(peer);
      expect(seen(peer)).toBe(peer);
    },
  );

  test("A14: a connection without an address has none", () => {
    expect(seen(undefined, "127.0.0.1")).toBe(null);
  });
});
