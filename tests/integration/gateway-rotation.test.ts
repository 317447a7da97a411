import { afterAll, beforeAll, expect, test } from "vitest";
import { rotateSecret } from "@/lib/features/gateway/manage-endpoints";
import type { Manager } from "@/lib/features/gateway/manager";
import { sendTestEvent } from "@/lib/features/gateway/replay";
import { createGatewayWorld, type GatewayWorld } from "@/tests/support/gateway-world";
import { until } from "@/tests/support/install-world";
import { RECEIVER_SECRET } from "@/tests/support/receiver";

let world: GatewayWorld;
const manager: Manager = {
  actor: { actorKind: "system" },
  suiteKeys: null,
  corpIds: null,
  mayChange: true,
};

beforeAll(async () => {
  world = await createGatewayWorld();
  world.send();
});
afterAll(() => world?.close());

test("R10: secrets rotate under load: a receiver with the old secret and one that has the new one at once both reject nothing; after the end the old ones verify nothing", async () => {
  const endpointId = await world.endpoint("/rotated", []);
  const messages = () => world.receiver.of("/rotated");
  const arrived = (count: number) => until(async () => messages().length >= count, 60_000);
  const secrets = [RECEIVER_SECRET];
  /** Event to the secret that was the newest, and shown, when it was made: receiver B holds that one alone. */
  const newestThen = new Map<string, string>();
  async function send(): Promise<string> {
    const newest = secrets.at(-1) ?? "";
    const done = await sendTestEvent(world.deps, manager, endpointId);
    if (!done.ok) throw new Error(done.code);
    newestThen.set(done.value.eventId, newest);
    return done.value.eventId;
  }
  async function rotate(hours: number): Promise<void> {
    const done = await rotateSecret(world.deps, manager, endpointId, hours);
    if (!done.ok) throw new Error(done.code);
    secrets.push(done.value.secret);
  }
  let isOver = false;
  const load = (async () => {
    while (!isOver) await send();
  })();
  for (let round = 0; round < 3; round += 1) {
    await arrived(messages().length + 15);
    await rotate(24);
  }
  await arrived(messages().length + 15);
  isOver = true;
  await load;
  await until(async () => new Set(messages().map((one) => one.id)).size === newestThen.size, 60_000);

  // Receiver A never heard of a rotation.
  expect(messages().filter((one) => !world.receiver.verifies(one, RECEIVER_SECRET))).toEqual([]);
  expect(messages().filter((one) => !world.receiver.verifies(one, newestThen.get(one.id) ?? "none"))).toEqual(
    [],
  );
  expect(new Set(newestThen.values()).size).toBe(4);

  // It leaked: whatever signed so far ends now.
  await rotate(0);
  const id = await send();
  const last = await until(async () => messages().find((one) => one.id === id), 60_000);
  expect(secrets.map((secret) => world.receiver.verifies(last, secret))).toEqual([
    false,
    false,
    false,
    false,
    true,
  ]);
}, 300_000);
