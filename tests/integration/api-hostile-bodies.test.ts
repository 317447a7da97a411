import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API_ROUTES } from "@/lib/runtime/api/registry";
import { addKey, openApi } from "@/tests/support/api-world";
import { createProxyWorld, type ProxyWorld } from "@/tests/support/proxy-world";

// What a parser, an ORM or a merge of objects might take for more than data. A route must answer each of them, never
// fail over it, and never hand out or change what the key was not granted.

let world: ProxyWorld;
let portal: Awaited<ReturnType<typeof openApi>>;
let key: string;

beforeAll(async () => {
  world = await createProxyWorld();
  portal = await openApi(world.deps, undefined, world.proxyTo(world.simulator.url).parts);
  // Granted an enterprise that is not there: every row of the world is foreign to it.
  ({ key } = await addKey(world.deps, { scopes: ["*"], corps: ["wwsomebodyelse001"] }));
});
afterAll(async () => {
  await portal?.close();
  await world?.close();
});

const HOSTILE_BODIES = [
  "null",
  "[]",
  '"text"',
  "1e999",
  "{",
  '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
  '{"id":{"not":null},"corp_id":{"$ne":""},"suite":{"in":[null]},"where":{},"data":{"role":"owner"}}',
  '{"customer":{"contains":""},"code":{"startsWith":""},"access_token":{"gt":""},"url":["https://a.example"]}',
  '{"customer":"x","expected_corp_id":{"not":"x"},"expires_in":-1,"madeById":"x","suiteRowId":"y"}',
  `{"deep":${"[".repeat(2_000)}${"]".repeat(2_000)}}`,
  '{"customer":"\\u0000","code":"\\ud800","name":"\\u0000"}',
];
const HOSTILE_QUERIES = [
  "limit[gt]=0&suite[not]=x",
  "suite=%00&corp=%00&q=%00&type=%00",
  "cursor=__proto__&since=NaN&limit=1e3",
  "q=%25%27%22%3B--&status[in]=x",
  "__proto__[isAdmin]=true&constructor=1",
];
const FOREIGN = /一号企业|wwcorp00000000001/;

const DASHES = "-".repeat(36);
const NOUGHTS = "00000000-0000-4000-8000-000000000000";
/** Each of them is malformed and nothing else: what reaches the database with it fails there. */
const MALFORMED_QUERIES = [
  "/corps?q=%00",
  "/corps?q=a%00b",
  "/events?type=%00",
  "/events?corp=a%00",
  ...["/corps", "/events", "/endpoints", "/suites/crm/install-links"].flatMap((path) => [
    `${path}?cursor=1_${DASHES}`,
    `${path}?cursor=99999999999999_${NOUGHTS}`,
    `${path}?cursor=1_${NOUGHTS}%00`,
    `${path}?cursor=x`,
  ]),
];
const MALFORMED_BODIES: [string, unknown][] = [
  ["/suites/crm/install-links", { customer: "a\u0000b" }],
  ["/suites/crm/install-links", { customer: "\\\u0000" }],
  ["/endpoints", { name: "a\u0000b", suite: "crm", url: "https://receiver.example/" }],
  ["/suites/crm/member-identity", { code: "a\u0000" }],
];

describe("E3: objects where text belongs, and text where ids belong", () => {
  test.each(API_ROUTES.map((route) => [route.operationId, route] as const))(
    "E3: %s answers them all, with no failure and no row of others",
    async (_id, route) => {
      const path = route.path
        .replace("{suite}", "crm")
        .replace("{corpId}", world.corpId)
        .replace("{path+}", "cgi-bin/user/get")
        .replace(/\{\w+\}/g, "00000000-0000-4000-8000-000000000000");
      const method = route.method === "ANY" ? "POST" : route.method;
      const asked = [
        ...HOSTILE_QUERIES.map((query) => portal.ask(method, `${path}?${query}`, { key })),
        ...(method === "GET"
          ? []
          : HOSTILE_BODIES.map((rawBody) => portal.ask(method, path, { key, rawBody }))),
      ];
      for (const { status, text } of await Promise.all(asked)) {
        expect(status).toBeLessThan(500);
        expect(text).not.toMatch(FOREIGN);
      }
    },
  );

  test("E3: what no database keeps is a mistake of the caller, not a failure of ours", async () => {
    const { key: wide } = await addKey(world.deps, { scopes: ["*"], suites: ["*"] });
    const told = [
      ...MALFORMED_QUERIES.map((path) => portal.ask("GET", path, { key: wide })),
      ...MALFORMED_BODIES.map(([path, body]) => portal.ask("POST", path, { key: wide, body })),
    ].map(async (one) => (await one).status);
    const asked = [...MALFORMED_QUERIES, ...MALFORMED_BODIES.map(([path, body]) => [path, body])];
    const statuses = await Promise.all(told);
    expect(asked.map((one, index) => [one, statuses[index]])).toEqual(asked.map((one) => [one, 400]));
    // A backslash before the letters of an escape is text like any other.
    const fine = await portal.ask("POST", "/suites/crm/member-identity", {
      key: wide,
      body: { code: "\\u0000" },
    });
    expect(fine.body.code).not.toBe("request.invalid");
  });

  test("E3: afterwards nothing was made, changed or polluted", async () => {
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    const { rows } = await world.sql.query(
      "SELECT (SELECT count(*)::int FROM install_links) AS links, (SELECT count(*)::int FROM authorizations WHERE status = 'active') AS live",
    );
    expect(rows).toEqual([{ links: 0, live: 1 }]);
  });
});
