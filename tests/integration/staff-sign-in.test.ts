import type { NextResponse } from "next/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPrincipal } from "@/lib/features/staff/find-principal";
import { changeStaff } from "@/lib/features/staff/manage-staff";
import { answerStaffAuth, runStaffAuth } from "@/lib/runtime/staff-auth-route";
import { TIMED } from "@/tests/support/timed";
import { AUTH, addSignedInStaff, createConsoleDeps, PASSWORD, PORTAL_URL } from "../support/console-deps";

let here: Awaited<ReturnType<typeof createConsoleDeps>>;
beforeAll(async () => {
  here = await createConsoleDeps();
  await addSignedInStaff(here.deps, "owner");
  await addSignedInStaff(here.deps, "viewer");
});
afterAll(() => here.close());

const COOKIE = "__Host-portal-staff";

/** What a browser does: fetch the check value, then post the form. */
async function post(
  path: string,
  form: Record<string, string>,
  jar: Record<string, string> = {},
  ip = "10.0.0.1",
) {
  const headers = { "x-forwarded-for": ip };
  const csrf = await answerStaffAuth(
    here.deps,
    AUTH,
    new Request(`${PORTAL_URL}/api/auth/csrf`, { headers }),
  );
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const cookies = [
    ...csrf.cookies.getAll().map((one) => [one.name, encodeURIComponent(one.value)]),
    ...Object.entries(jar),
  ];
  return answerStaffAuth(
    here.deps,
    AUTH,
    new Request(`${PORTAL_URL}/api/auth/${path}`, {
      method: "POST",
      headers: { ...headers, cookie: cookies.map(([name, value]) => `${name}=${value}`).join("; ") },
      body: new URLSearchParams({ csrfToken, ...form }),
    }),
  );
}
const signIn = (email: string, password: string, jar?: Record<string, string>, ip?: string) =>
  post("callback/credentials", { email, password }, jar, ip);

describe("staff sign-in over next-auth", () => {
  test("D8: a sign-in writes a hashed session row and sets one __Host- cookie, Secure, HttpOnly, SameSite=Lax", async () => {
    const answer = await signIn("Owner@Example.com", PASSWORD);
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toBe(`${PORTAL_URL}/console`);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    const line = answer.headers.getSetCookie().find((one) => one.startsWith(`${COOKIE}=`)) ?? "";
    for (const attribute of [/; Secure/i, /; HttpOnly/i, /; SameSite=Lax/i, /; Path=\//i])
      expect(line).toMatch(attribute);
    expect(line).not.toMatch(/domain=/i);
    const token = answer.cookies.get(COOKIE)?.value ?? "";
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect((await findPrincipal(here.deps, token))?.role).toBe("owner");
    const session = await here.deps.store.staffSessions.findSession(token);
    expect(session?.staff.email).toBe("owner@example.com");
    expect(JSON.stringify(session)).not.toContain(token);
  });

  test("D8: each sign-in gets a new id and ends the session that the browser brought", async () => {
    const first = (await signIn("owner@example.com", PASSWORD)).cookies.get(COOKIE)?.value ?? "";
    const second = (await signIn("owner@example.com", PASSWORD, { [COOKIE]: first })).cookies.get(
      COOKIE,
    )?.value;
    expect(second).not.toBe(first);
    expect(await findPrincipal(here.deps, first)).toBeNull();
    expect(await findPrincipal(here.deps, second)).not.toBeNull();
    const planted = "A".repeat(43);
    const third = (await signIn("owner@example.com", PASSWORD, { [COOKIE]: planted })).cookies.get(
      COOKIE,
    )?.value;
    expect(third).not.toBe(planted);
  });

  test("signing out ends the row, not only the cookie", async () => {
    const token = (await signIn("owner@example.com", PASSWORD)).cookies.get(COOKIE)?.value ?? "";
    const answer = await post("signout", {}, { [COOKIE]: token });
    const line = answer.headers.getSetCookie().find((one) => one.startsWith(`${COOKIE}=`));
    expect(line).toMatch(/^__Host-portal-staff=; Max-Age=0;/);
    expect(await findPrincipal(here.deps, token)).toBeNull();
  });

  test("the library's session address tells the signed-in person from everybody else", async () => {
    const token = (await signIn("owner@example.com", PASSWORD)).cookies.get(COOKIE)?.value ?? "";
    const ask = async (cookie: string) =>
      (
        await answerStaffAuth(
          here.deps,
          AUTH,
          new Request(`${PORTAL_URL}/api/auth/session`, { headers: { cookie } }),
        )
      ).json();
    expect(await ask(`${COOKIE}=${token}`)).toMatchObject({ user: { email: "owner@example.com" } });
    expect(await ask(`${COOKIE}=${"B".repeat(43)}`)).toEqual({});
  });

  test("D3: no callbackUrl leads to another site", async () => {
    for (const callbackUrl of [
      "https://evil.example/console",
      "//evil.example",
      "/\\evil.example",
      "/corp",
      "javascript:alert(1)",
    ]) {
      const answer = await post("callback/credentials", {
        email: "owner@example.com",
        password: PASSWORD,
        callbackUrl,
      });
      expect(new URL(answer.headers.get("location") ?? "", PORTAL_URL).origin).toBe(PORTAL_URL);
    }
    const good = await post("callback/credentials", {
      email: "owner@example.com",
      password: PASSWORD,
      callbackUrl: "/console/corps",
    });
    expect(good.headers.get("location")).toBe(`${PORTAL_URL}/console/corps`);
  });

  test("a post without the check value signs nobody in, and nobody writes log lines from outside", async () => {
    const bare = await answerStaffAuth(
      here.deps,
      AUTH,
      new Request(`${PORTAL_URL}/api/auth/callback/credentials`, {
        method: "POST",
        body: new URLSearchParams({ email: "owner@example.com", password: PASSWORD }),
      }),
    );
    expect(bare.cookies.get(COOKIE)).toBeUndefined();
    const log = await answerStaffAuth(
      here.deps,
      AUTH,
      new Request(`${PORTAL_URL}/api/auth/_log`, { method: "POST" }),
    );
    expect(log.status).toBe(404);
  });

  test("B6: a body without end is read to 8 KiB and no further, whatever it says of its length", async () => {
    let poured = 0;
    const endless = new ReadableStream({
      pull(controller) {
        poured += 1_024;
        // Ends after all, so that reading it whole fails the test and does not hang it.
        if (poured > 1_024 * 1_024) controller.close();
        else controller.enqueue(new Uint8Array(1_024).fill(97));
      },
    });
    const given = { method: "POST", body: endless, duplex: "half" } as RequestInit;
    const url = `${PORTAL_URL}/api/auth/callback/credentials`;
    const answer = await answerStaffAuth(here.deps, AUTH, new Request(url, given));
    expect(answer.status).toBe(413);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect(poured).toBeLessThan(32 * 1_024);
    const just = new URLSearchParams({ email: "x".repeat(8_192 - "email=".length) });
    const fits = await answerStaffAuth(here.deps, AUTH, new Request(url, { method: "POST", body: just }));
    expect(fits.status).not.toBe(413);
  });

  test("the form's way through the process gives the same cookie", async () => {
    const done = await runStaffAuth(here.deps, AUTH, "callback/credentials", {
      headers: new Headers(),
      cookie: undefined,
      form: { email: "owner@example.com", password: PASSWORD },
    });
    expect(await findPrincipal(here.deps, done.sessionCookie?.value)).not.toBeNull();
    const wrong = await runStaffAuth(here.deps, AUTH, "callback/credentials", {
      headers: new Headers(),
      cookie: undefined,
      form: { email: "owner@example.com", password: "wrong" },
    });
    expect(wrong.sessionCookie).toBeNull();
  });
});

describe("D12: guessing", () => {
  const shape = async (answer: NextResponse) => ({
    status: answer.status,
    location: answer.headers.get("location"),
    body: await answer.text(),
    cookies: answer.cookies.getAll().map((one) => one.name),
  });

  test("D12: unknown account, wrong password and disabled account get one and the same answer", async () => {
    const gone = await addSignedInStaff(here.deps, "operator", "gone@example.com");
    await here.deps.store.staff.changeStaff(gone.id, { disabledAt: here.deps.clock.now() });
    const wrong = await shape(await signIn("owner@example.com", "not the password"));
    expect(await shape(await signIn("nobody@example.com", "not the password"))).toEqual(wrong);
    expect(await shape(await signIn("gone@example.com", PASSWORD))).toEqual(wrong);
    expect(wrong.location).toBe(`${PORTAL_URL}/api/auth/error?error=CredentialsSignin&provider=credentials`);
  });

  test("D12: an unknown account takes as long as a wrong password", TIMED, async () => {
    const timeOf = async (email: string, ip: string) => {
      const times: number[] = [];
      for (let i = 0; i < 9; i += 1) {
        const start = performance.now();
        await signIn(email, "not the password", {}, ip);
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[4] ?? 0;
    };
    const unknown = await timeOf("somebody@example.com", "10.0.1.1");
    const known = await timeOf("viewer@example.com", "10.0.1.2");
    // Medians; without the hash for nobody the unknown one is several times faster.
    expect(unknown / known).toBeGreaterThan(0.6);
    expect(unknown / known).toBeLessThan(1.7);
  });

  test("D12: ten wrong tries at an account close it to their address for a while, known or not, and to nobody else", async () => {
    await addSignedInStaff(here.deps, "viewer", "target@example.com");
    for (const [email, ip] of [
      ["target@example.com", "10.1.0.1"],
      ["invented@example.com", "10.1.0.2"],
    ] as const) {
      for (let i = 0; i < 10; i += 1) await signIn(email, "guess", {}, ip);
      const answer = await signIn(email, PASSWORD, {}, ip);
      expect(answer.headers.get("location")).toContain("staff.too_many_tries");
      expect(answer.cookies.get(COOKIE)).toBeUndefined();
    }
    const owner = await signIn("target@example.com", PASSWORD, {}, "10.1.1.1");
    expect(owner.cookies.get(COOKIE)?.value).toBeTruthy();
  });

  test("D12: a hundred wrong tries at an account close it to every address; a right password meanwhile gives none back", async () => {
    const { rateLimits } = here.deps.store;
    const guess = (address: string) => rateLimits.spendSignInTry("many@example.com", address);
    for (let i = 0; i < 99; i += 1) expect(await guess(`10.2.0.${i % 10}`)).toBe(true);
    expect(await guess("10.2.1.1")).toBe(true);
    await rateLimits.forgetSignInTries("many@example.com", "10.2.1.1");
    expect(await guess("10.2.1.2")).toBe(true);
    expect(await guess("10.2.1.3")).toBe(false);
  });

  test("D12: all addresses of one IPv6 network count as one", async () => {
    for (let i = 0; i < 10; i += 1) await signIn("six@example.com", "guess", {}, `2001:db8:1:2::${i}`);
    const next = await signIn("six@example.com", "guess", {}, "2001:db8:1:2:ffff::1");
    expect(next.headers.get("location")).toContain("staff.too_many_tries");
    const other = await signIn("six@example.com", "guess", {}, "2001:db8:1:3::1");
    expect(other.headers.get("location")).not.toContain("staff.too_many_tries");
  });

  test("D12: one address cannot walk through many accounts", async () => {
    let last = await signIn("a@example.com", "guess", {}, "10.9.9.9");
    for (let i = 0; i < 50; i += 1) last = await signIn(`walk${i}@example.com`, "guess", {}, "10.9.9.9");
    expect(last.headers.get("location")).toContain("staff.too_many_tries");
  });
});

describe("a session is only what the database says", () => {
  test.each([
    [{}],
    [[]],
    [null],
    [undefined],
    ["a string"],
    [{ user: {} }],
    [{ error: "500" }],
    [42],
    ["C".repeat(43)],
  ])("D13: %j is nobody", async (value) => {
    expect(await findPrincipal(here.deps, value)).toBeNull();
  });

  test("D10: a disabled member of staff and a changed role lose the session at the next request", async () => {
    const owner = await addSignedInStaff(here.deps, "owner", "second@example.com");
    const one = await addSignedInStaff(here.deps, "operator", "one@example.com");
    await changeStaff(here.deps, owner.principal, { staffId: one.id, change: { disabled: true } });
    expect(await findPrincipal(here.deps, one.token)).toBeNull();
    const two = await addSignedInStaff(here.deps, "operator", "two@example.com");
    await changeStaff(here.deps, owner.principal, { staffId: two.id, change: { role: "viewer" } });
    expect(await findPrincipal(here.deps, two.token)).toBeNull();
  });

  test("D10: a session ends after two idle hours and after twelve in all", async () => {
    const idle = await addSignedInStaff(here.deps, "viewer", "idle@example.com");
    const busy = await addSignedInStaff(here.deps, "viewer", "busy@example.com");
    for (let hour = 1; hour <= 11; hour += 1) {
      here.advance(3_600_000);
      expect(await findPrincipal(here.deps, busy.token)).not.toBeNull();
      if (hour === 2) expect(await findPrincipal(here.deps, idle.token)).toBeNull();
    }
    here.advance(3_600_000);
    expect(await findPrincipal(here.deps, busy.token)).toBeNull();
  });
});
