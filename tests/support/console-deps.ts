import { randomBytes } from "node:crypto";
import type { Log } from "@/lib/core/clock";
import { uuidV7 } from "@/lib/core/ids";
import { Secret } from "@/lib/core/secret";
import type { Deps } from "@/lib/features/deps";
import { findPrincipal, startStaffSession } from "@/lib/features/staff/find-principal";
import { hashPassword } from "@/lib/features/staff/passwords";
import type { StaffPrincipal } from "@/lib/features/staff/principal";
import { createOutbound } from "@/lib/runtime/outbound";
import { createStore } from "@/lib/store/create-store";
import type { StaffRole } from "@/lib/store/staff";
import type { WecomClient } from "@/lib/wecom/client";
import { createTestDatabase } from "./postgres";

export const PORTAL_URL = "https://portal.example.com";
export const AUTH = { portalUrl: PORTAL_URL, authSecret: new Secret("a secret of the tests, long enough") };
export const PASSWORD = "correct horse battery";

/** Deps of the console on a database of its own, with a clock that only moves when told to. */
export async function createConsoleDeps() {
  const database = await createTestDatabase();
  // Starts at the real time: next-auth compares the end of a session with the machine's own clock.
  let now = Date.now();
  const clock = { now: () => new Date(now) };
  const ids = { uuid: () => uuidV7(now, randomBytes(10)), random: (bytes: number) => randomBytes(bytes) };
  const silent: Log = { info() {}, warn() {}, error() {} };
  const keyRing = [{ id: "test", bytes: Buffer.alloc(32, 7) }];
  const store = createStore({ databaseUrl: database.databaseUrl, keyRing, clock, ids });
  const outbound = createOutbound({ allowCidrs: ["127.0.0.0/8"] });
  const deps: Deps = {
    clock,
    ids,
    log: silent,
    store,
    // Nothing of the console calls WeCom; a test that does fails loudly.
    wecom: {} as WecomClient,
    addresses: {
      portalUrl: PORTAL_URL,
      wecomInstallUrl: "http://127.0.0.1:1/install",
      wecomLegacyInstallUrl: "http://127.0.0.1:1/loginpage",
      wecomOauthUrl: "http://127.0.0.1:1/oauth",
      wecomLoginUrl: "http://127.0.0.1:1/login",
    },
    outbound,
    wakeDeliveries() {},
    wakeWorker() {},
  };
  return {
    deps,
    databaseUrl: database.databaseUrl,
    advance: (ms: number) => {
      now += ms;
    },
    async close() {
      await store.close();
      await outbound.close();
      await database.drop();
    },
  };
}

/** An account with a session, written as rows. */
export async function addSignedInStaff(
  deps: Deps,
  role: StaffRole,
  email = `${role}@example.com`,
): Promise<{ principal: StaffPrincipal; token: string; id: string }> {
  const staff = await deps.store.staff.addStaff({
    email,
    name: `The ${role}`,
    role,
    passwordHash: await hashPassword(PASSWORD),
  });
  if (!staff) throw new Error(`${email} is there already`);
  const { token } = await startStaffSession(deps, staff.id);
  const principal = await findPrincipal(deps, token);
  if (!principal) throw new Error("the session of the fixture does not work");
  return { principal, token, id: staff.id };
}
