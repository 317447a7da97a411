import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeEndpoint } from "@/lib/features/gateway/change-endpoint";
import { endpointChangeInput, newEndpointInput } from "@/lib/features/gateway/endpoint-input";
import { createEndpoint, findManaged } from "@/lib/features/gateway/manage-endpoints";
import { managerOfStaff } from "@/lib/features/gateway/manager";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { addSignedInStaff, createConsoleDeps } from "@/tests/support/console-deps";
import { type Receiver, startReceiver } from "@/tests/support/receiver";

let here: Awaited<ReturnType<typeof createConsoleDeps>>;
let receiver: Receiver;
let sql: pg.Client;
let operator: StaffPrincipal;
let viewer: StaffPrincipal;
let made = 0;

beforeAll(async () => {
  [here, receiver] = [await createConsoleDeps(), await startReceiver()];
  // The receiver of these tests stands for one in the internet: nobody answers for it, so it has to prove itself.
  const { outbound } = here.deps;
  here.deps.outbound = {
    ...outbound,
    checkUrl: async (url) => {
      const checked = await outbound.checkUrl(url);
      return checked.ok ? { ...checked, isOwnNetwork: false } : checked;
    },
  };
  sql = new pg.Client({ connectionString: here.databaseUrl });
  await sql.connect();
  ({ principal: operator } = await addSignedInStaff(here.deps, "operator"));
  ({ principal: viewer } = await addSignedInStaff(here.deps, "viewer"));
});
afterAll(async () => {
  await sql?.end();
  await receiver?.close();
  await here?.close();
});

/** A receiver at `path` that consents. */
function consent(path: string): void {
  receiver.rule(path, (one, response) => {
    response.end(JSON.stringify({ challenge: one.body.data.challenge }));
  });
}

async function newEndpoint(path: string, more: object = {}) {
  made += 1;
  const input = newEndpointInput.parse({
    name: `edited ${made}`,
    suite: "_provider",
    url: `${receiver.url}${path}`,
    ...more,
  });
  const done = await createEndpoint(here.deps, managerOfStaff(operator), input);
  if (!done.ok) throw new Error(done.code);
  return done.value.endpoint;
}

const change = (id: string, input: object, seenAt?: Date, who = operator) =>
  changeEndpoint(here.deps, managerOfStaff(who), id, endpointChangeInput.parse(input), seenAt);
const stored = (id: string) => findManaged(here.deps, managerOfStaff(operator), id);
async function audited(id: string) {
  const { rows } = await sql.query(
    "SELECT action, actor_name, details FROM audit_log WHERE subject = $1 ORDER BY seq",
    [id],
  );
  return rows;
}

describe("an endpoint's settings are changed", () => {
  test("everything but name and suite can be set; the audit log says who changed what, and nothing more than that", async () => {
    consent("/all");
    const { id } = await newEndpoint("/all");
    const wanted = {
      events: ["corp.*", "wecom.change_contact"],
      corps: ["wwone0000000001"],
      description: "for the CRM",
      environment: "production",
      payload: "full",
      ordered: true,
      answers: true,
      concurrency: 3,
      rate_per_second: 20,
    };
    expect((await change(id, wanted)).ok).toBe(true);
    expect(await stored(id)).toMatchObject({
      eventFilter: wanted.events,
      corpFilter: wanted.corps,
      description: "for the CRM",
      payload: "full",
      isOrdered: true,
      isAnswering: true,
      concurrency: 3,
      ratePerSecond: 20,
      verifiedBy: "challenge",
    });
    // Said again, and an account that only says what is: no change, no entry.
    await change(id, wanted);
    await change(id, { rate_per_second: null, concurrency: 3 });
    const entries = (await audited(id)).filter((one) => one.action === "endpoint.changed");
    expect(entries.map((one) => one.details.fields)).toEqual([
      "events corps description payload ordered answers concurrency rate_per_second",
      "rate_per_second",
    ]);
    expect(entries[0].actor_name).toBe(operator.name);
  });

  test("G6: a new address must prove itself before anything else goes there; the old one's troubles are forgotten", async () => {
    consent("/before");
    const { id } = await newEndpoint("/before");
    expect((await stored(id))?.verifiedBy).toBe("challenge");
    await sql.query(
      `UPDATE endpoints SET failures_in_a_row = 40, failing_since = now() - interval '3 days', notice_at = now(),
         throttled_until = now() + interval '1 hour' WHERE id = $1`,
      [id],
    );
    // It takes what comes, but does not consent.
    await change(id, { url: `${receiver.url}/stranger` });
    expect(receiver.of("/stranger").map((one) => one.body.type)).toEqual(["portal.challenge"]);
    expect(await stored(id)).toMatchObject({
      url: `${receiver.url}/stranger`,
      verifiedAt: null,
      verifiedBy: null,
      failuresInARow: 0,
      failingSince: null,
      noticeAt: null,
      throttledUntil: null,
    });
    consent("/after");
    await change(id, { url: `${receiver.url}/after` });
    expect(await stored(id)).toMatchObject({ verifiedBy: "challenge", verifiedAt: expect.any(Date) });
    const moved = (await audited(id)).filter((one) => one.action === "endpoint.changed").at(-1);
    expect(moved.details).toMatchObject({
      fields: "url",
      url: `${receiver.url}/after`,
      oldUrl: `${receiver.url}/stranger`,
    });
  });

  test("G1: an address that leads inwards is refused, and nothing else of that change is kept", async () => {
    consent("/inward");
    const { id } = await newEndpoint("/inward");
    for (const url of [
      "https://10.0.0.1/hook",
      "https://user:pass@example.com/",
      "http://169.254.169.254/",
    ]) {
      expect(await change(id, { url, concurrency: 1 })).toEqual({ ok: false, code: "endpoint.url_refused" });
    }
    expect(await stored(id)).toMatchObject({ url: `${receiver.url}/inward`, concurrency: 8 });
  });

  test("a viewer changes nothing, and one endpoint per suite answers messages, none of them a development one", async () => {
    consent("/roles");
    const first = await newEndpoint("/roles", { suite: "_provider" });
    expect(await change(first.id, { concurrency: 2 }, undefined, viewer)).toEqual({
      ok: false,
      code: "staff.forbidden",
    });
    // The first test's endpoint answers already.
    expect(await change(first.id, { answers: true })).toEqual({ ok: false, code: "endpoint.answers_taken" });
    expect(await change(first.id, { answers: true, environment: "development" })).toEqual({
      ok: false,
      code: "endpoint.development_answers",
    });
    expect(await stored(first.id)).toMatchObject({ concurrency: 8, isAnswering: false });
  });

  test("two people at once: the second is told, and does not write over what the first saved", async () => {
    consent("/two");
    const seen = await newEndpoint("/two");
    // The test's clock stands still; the real one moves.
    here.advance(1_000);
    await change(seen.id, { description: "newer" });
    expect(await change(seen.id, { description: "older" }, seen.updatedAt)).toEqual({
      ok: false,
      code: "endpoint.changed_meanwhile",
    });
    expect((await stored(seen.id))?.description).toBe("newer");
  });
});
