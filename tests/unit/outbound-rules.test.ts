import { describe, expect, test } from "vitest";
import {
  classifyAddress,
  formRefusal,
  literalOf,
  mayConnect,
  parseRanges,
  portOf,
  usableAnswers,
} from "@/lib/runtime/outbound-rules";

const NONE = parseRanges([]);
const LOOPBACK = parseRanges(["127.0.0.0/8"]);

/** Hosts that lead inwards, in every spelling we know of. */
const INNER_HOSTS = [
  // IPv4: this host, loopback, private, link-local, carrier NAT, protocol, documentation, benchmark, multicast, reserved
  "0.0.0.0",
  "0.1.2.3",
  "127.0.0.1",
  "127.255.255.254",
  "127.1",
  "127.0.1",
  "0177.0.0.1",
  "0x7f.1",
  "0x7f.0.0.1",
  "0x7f000001",
  "2130706433",
  "017700000001",
  "①②⑦.⓪.⓪.①",
  "127。0。0。1",
  "127%2e0%2e0%2e1",
  "%31%32%37.0.0.1",
  "10.0.0.1",
  "10.255.255.255",
  "012.0.0.1",
  "167772161",
  "172.16.0.1",
  "172.31.255.254",
  "192.168.0.1",
  "192.168.1.254",
  "0xc0a80001",
  "3232235521",
  "169.254.0.1",
  "169.254.169.254",
  "0xa9fea9fe",
  "2852039166",
  "100.64.0.1",
  "100.127.255.254",
  "192.0.0.1",
  "192.0.0.170",
  "192.0.2.1",
  "198.18.0.1",
  "198.19.255.254",
  "198.51.100.7",
  "203.0.113.9",
  "192.88.99.1",
  "224.0.0.1",
  "239.255.255.250",
  "240.0.0.1",
  "255.255.255.255",
  // IPv6: unspecified, loopback, mapped, translated, tunnelled, private, link-local, site-local, multicast, documentation
  "[::]",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[0000:0000:0000:0000:0000:0000:0000:0001]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::ffff:10.0.0.1]",
  "[::ffff:169.254.169.254]",
  "[::ffff:8.8.8.8]",
  "[::127.0.0.1]",
  "[::ffff:0:127.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b::a9fe:a9fe]",
  "[64:ff9b:1::1]",
  "[2002:7f00:1::1]",
  "[2002:a00:1::]",
  "[2001:0:7f00:1::]",
  "[2001::1]",
  "[fc00::1]",
  "[fd00:ec2::254]",
  "[fdff:ffff::1]",
  "[fe80::1]",
  "[febf::1]",
  "[fec0::1]",
  "[ff02::1]",
  "[ff0e::1]",
  "[2001:db8::1]",
  "[100::1]",
  "[5f00::1]",
];

describe("R11, G1: the forwarder cannot be turned inwards", () => {
  test("R11, G1: the corpus has more than sixty spellings", () => {
    expect(new Set(INNER_HOSTS).size).toBeGreaterThanOrEqual(60);
  });

  test.each(INNER_HOSTS)("R11, G1: nothing is sent to %s", (host) => {
    const text = `https://${host}/hook`;
    if (!URL.canParse(text)) return;
    const literal = literalOf(new URL(text));
    // After the WHATWG parser each of them is a literal address; none is left to be resolved as a name.
    expect(literal).not.toBeNull();
    expect(classifyAddress(literal ?? "", NONE)).toBe("forbidden");
    expect(mayConnect({ isHttps: true, port: 443 }, literal ?? "", NONE)).toBe(false);
  });

  test.each(["8.8.8.8", "1.1.1.1", "114.114.114.114", "2606:4700:4700::1111", "2400:3200::1"])(
    "%s is a public address and may be reached by https",
    (address) => {
      expect(mayConnect({ isHttps: true, port: 443 }, address, NONE)).toBe(true);
      expect(mayConnect({ isHttps: true, port: 8443 }, address, NONE)).toBe(true);
      expect(mayConnect({ isHttps: false, port: 80 }, address, NONE)).toBe(false);
      expect(mayConnect({ isHttps: true, port: 22 }, address, NONE)).toBe(false);
    },
  );

  test("R11: a range of the settings opens that range, http and any port, and nothing beside it", () => {
    expect(mayConnect({ isHttps: false, port: 4000 }, "127.0.0.1", LOOPBACK)).toBe(true);
    expect(mayConnect({ isHttps: false, port: 4000 }, "::ffff:127.0.0.1", LOOPBACK)).toBe(true);
    for (const other of ["::1", "10.0.0.1", "169.254.169.254", "0.0.0.0"])
      expect(mayConnect({ isHttps: false, port: 4000 }, other, LOOPBACK)).toBe(false);
    expect(mayConnect({ isHttps: false, port: 80 }, "8.8.8.8", LOOPBACK)).toBe(false);
  });

  test("G2: one inner answer among public ones refuses the name; localhost's two addresses are one host", () => {
    const target = { isHttps: true, port: 443 };
    const at = (address: string) => ({ address, family: address.includes(":") ? 6 : 4 });
    expect(usableAnswers([at("8.8.8.8"), at("10.0.0.1")], target, NONE)).toBeNull();
    expect(usableAnswers([at("8.8.8.8"), at("::1")], target, NONE)).toBeNull();
    expect(usableAnswers([at("8.8.8.8"), at("127.0.0.1")], target, LOOPBACK)).toHaveLength(2);
    expect(usableAnswers([at("8.8.8.8"), at("8.8.4.4")], target, NONE)).toHaveLength(2);
    expect(usableAnswers([], target, NONE)).toBeNull();
    expect(usableAnswers([at("::1"), at("127.0.0.1")], { isHttps: false, port: 80 }, LOOPBACK)).toEqual([
      at("127.0.0.1"),
    ]);
    expect(usableAnswers([at("::1"), at("127.0.0.1")], { isHttps: false, port: 80 }, NONE)).toBeNull();
  });

  test.each([
    ["http://example.com/", "scheme"],
    ["ftp://example.com/", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["unix:///var/run/docker.sock", "scheme"],
    ["gopher://example.com/", "scheme"],
    ["data:text/plain,x", "scheme"],
    ["javascript:alert(1)", "scheme"],
    ["https://user@example.com/", "userinfo"],
    ["https://user:pass@example.com/", "userinfo"],
    ["https://example.com/#fragment", "fragment"],
    ["https://example.com/#", "fragment"],
    ["https://example.com:22/", "port"],
    ["https://example.com:8080/", "port"],
    ["https://example.com:6379/", "port"],
    ["https://", "malformed"],
    ["//example.com", "malformed"],
    ["example.com", "malformed"],
    ["", "malformed"],
    ["https://[::1", "malformed"],
  ])("G4: %s is refused for its %s", (url, why) => {
    expect(formRefusal(url, false)).toBe(why);
  });

  test("G4: an ordinary address is in order, and ports are what the scheme says", () => {
    for (const url of ["https://example.com", "https://example.com:8443/a?b=c", "https://例子.测试/路径"])
      expect(formRefusal(url, false)).toBeNull();
    expect(formRefusal("http://inner.example:9000/", true)).toBeNull();
    expect([
      portOf(new URL("https://a.b")),
      portOf(new URL("http://a.b")),
      portOf(new URL("https://a.b:8443")),
    ]).toEqual([443, 80, 8443]);
  });
});
