import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { formatBytes } from "@/lib/core/format-bytes";
import { isAddressWithin, parseAddress } from "@/lib/core/ip-address";
import { egressInput, saveEgress, showEgress } from "@/lib/features/console/egress";
import { callFilter, listCalls } from "@/lib/features/console/list-calls";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import type { ProxyCallRow } from "@/lib/store/proxy-calls";
import { addSignedInStaff, createConsoleDeps } from "@/tests/support/console-deps";

let world: Awaited<ReturnType<typeof createConsoleDeps>>;
let [viewer, operator]: StaffPrincipal[] = [];

beforeAll(async () => {
  world = await createConsoleDeps();
  ({ principal: viewer } = await addSignedInStaff(world.deps, "viewer"));
  ({ principal: operator } = await addSignedInStaff(world.deps, "operator"));
});
beforeEach(() => world.deps.store.proxyCalls.pruneCalls(new Date("2100-01-01")));
afterAll(() => world?.close());

function someone(): StaffPrincipal {
  if (!viewer) throw new Error("no viewer");
  return viewer;
}

const row = (n: number, more: Partial<ProxyCallRow> = {}): ProxyCallRow => ({
  id: world.deps.ids.uuid(),
  // Pairs share their time, so that the cursor has to tell them apart by id.
  at: new Date(1_800_000_000_000 + Math.floor(n / 2) * 1_000),
  keyId: "k",
  keyName: "crm-backend",
  suiteKey: "crm",
  corpId: "wwcorp1",
  method: "GET",
  path: "user/get",
  errcode: 0,
  code: null,
  ms: n,
  bytesIn: 0,
  bytesOut: 5_000_000_000,
  isRetried: false,
  ...more,
});
const list = (query: object) => listCalls(world.deps, someone(), callFilter.parse(query));

describe("the list of calls", () => {
  test("every call appears once, newest first, over any number of pages", async () => {
    await world.deps.store.proxyCalls.saveCalls(Array.from({ length: 123 }, (_, n) => row(n)));
    const seen: ProxyCallRow[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await list({ cursor: cursor ?? undefined });
      seen.push(...page.calls);
      cursor = page.next;
    } while (cursor);
    expect(new Set(seen.map((one) => one.id)).size).toBe(123);
    expect(seen.map((one) => one.at.getTime())).toEqual(
      seen.map((one) => one.at.getTime()).sort((a, b) => b - a),
    );
    expect(seen[0]?.bytesOut).toBe(5_000_000_000);
  });

  test("filters by app, enterprise, call, key and result; what is malformed filters nothing", async () => {
    await world.deps.store.proxyCalls.saveCalls([
      row(1),
      row(2, { path: "message/send", errcode: 81013 }),
      row(3, { suiteKey: "oa", corpId: "wwcorp2", errcode: null, code: "wecom.unreachable" }),
      row(4, { keyName: "reports" }),
    ]);
    const ms = async (query: object) => (await list(query)).calls.map((one) => one.ms).sort();
    expect(await ms({ suite: "oa" })).toEqual([3]);
    expect(await ms({ corp: "wwcorp2" })).toEqual([3]);
    expect(await ms({ path: "message" })).toEqual([2]);
    expect(await ms({ path: "/cgi-bin/message/send" })).toEqual([2]);
    expect(await ms({ key: "reports" })).toEqual([4]);
    expect(await ms({ result: "ok" })).toEqual([1, 4]);
    expect(await ms({ result: "failed" })).toEqual([2, 3]);
    expect(await ms({ result: "'; DROP", suite: "NO!", cursor: "x" })).toEqual([1, 2, 3, 4]);
  });
});

describe("the egress address", () => {
  test("what WeCom saw and what staff wrote down are two facts that do not disturb each other", async () => {
    if (!operator) throw new Error("no operator");
    expect(await showEgress(world.deps, someone())).toEqual({ seen: null, given: null });
    const at = new Date("2026-11-25T08:00:00Z");
    await world.deps.store.egress.noteRefusedAddress("203.0.113.7", at);
    expect(await saveEgress(world.deps, operator, { address: "203.0.113.*" })).toMatchObject({ ok: true });
    expect(await showEgress(world.deps, someone())).toEqual({
      seen: { address: "203.0.113.7", at },
      given: "203.0.113.*",
    });
    await saveEgress(world.deps, operator, { address: null });
    expect((await showEgress(world.deps, someone())).given).toBeNull();
    const [entry] = await world.deps.store.audit.listAudit({ limit: 1 });
    expect(entry).toMatchObject({ action: "egress.address_saved", details: { address: null } });
  });

  test("E9: a viewer cannot write it down", async () => {
    expect(await saveEgress(world.deps, someone(), { address: "203.0.113.9" })).toEqual({
      ok: false,
      code: "staff.forbidden",
    });
  });

  test("only addresses are taken", () => {
    for (const text of ["203.0.113.7", "203.0.113.*", "2001:db8::1", " 203.0.113.7 "])
      expect(parseAddress(text)).toBe(text.trim());
    for (const text of ["", "x", "203.0.113", "203.0.113.7/24", "203.*.113.7", "<b>", "203.0.113.7;x"])
      expect(parseAddress(text)).toBeNull();
    expect(isAddressWithin("203.0.113.7", "203.0.113.*")).toBe(true);
    expect(isAddressWithin("203.0.114.7", "203.0.113.*")).toBe(false);
    expect(egressInput.safeParse({ address: "nonsense" }).success).toBe(false);
    expect(egressInput.parse({ address: "  " })).toEqual({ address: null });
    expect([0, 1_023, 1_536, 6_291_456].map(formatBytes)).toEqual(["0 B", "1023 B", "1.5 KB", "6.0 MB"]);
  });
});
