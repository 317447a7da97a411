import "server-only";
import type { NextApiRequest, NextApiResponse } from "next";
import { NextRequest, NextResponse } from "next/server";
import NextAuthImport from "next-auth";
import type { Deps } from "@/lib/features/deps";
import { clientAddress } from "@/lib/runtime/client-address";
import { commonJsDefault } from "@/lib/runtime/staff-auth-interop";
import { consoleAddress, type StaffAuthSettings, staffAuthOptions } from "@/lib/runtime/staff-auth-options";
import { staffCookie } from "@/lib/runtime/staff-cookie";

const NextAuth = commonJsDefault(NextAuthImport);
const PREFIX = "/api/auth/";
const MAX_BODY_BYTES = 8_192;
/** What the library may do here. `_log`, which lets anybody write log lines, is not among it. */
const ACTIONS = new Set(["csrf", "session", "signin", "signout", "callback", "providers", "error"]);

/** What next-auth writes to: the part of Node's response that it uses, kept as values. */
class Answer {
  code = 200;
  headers = new Headers();
  body: string | null = null;

  status(code: number): this {
    this.code = code;
    return this;
  }
  setHeader(name: string, value: string | string[]): this {
    this.headers.delete(name);
    for (const one of [value].flat()) this.headers.append(name, one);
    return this;
  }
  getHeader(name: string): string | string[] | null {
    return name.toLowerCase() === "set-cookie" ? this.headers.getSetCookie() : this.headers.get(name);
  }
  json(value: unknown): this {
    this.headers.set("content-type", "application/json");
    this.body = JSON.stringify(value);
    return this;
  }
  send(value: unknown): this {
    if (typeof value === "object" && value !== null) return this.json(value);
    this.body = value === undefined ? null : String(value);
    return this;
  }
  end(): this {
    return this;
  }
}

/** Counted as it comes, because anybody may send one; null when it is too long, and then the rest stays unread. */
async function readText(request: Request): Promise<string | null> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return null;
  const reader = request.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.byteLength;
    // Not cancelled: that would cut the socket before the answer is out.
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(read.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The fields of the body; null when it is too long. */
async function readBody(request: Request): Promise<Record<string, unknown> | null> {
  if (request.method !== "POST") return {};
  const text = await readText(request);
  if (text === null) return null;
  const type = request.headers.get("content-type") ?? "";
  if (type.includes("application/x-www-form-urlencoded"))
    return Object.fromEntries(new URLSearchParams(text));
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? { ...json } : {};
  } catch {
    return {};
  }
}

/**
 * Answers `/api/auth/*` with next-auth. Takes an ordinary Request and needs nothing of Next's request scope,
 * so the sign-in form's action and the tests go the very same way as a browser's POST.
 */
export async function answerStaffAuth(
  deps: Deps,
  settings: StaffAuthSettings,
  incoming: Request,
): Promise<NextResponse> {
  const request = new NextRequest(incoming);
  const { pathname, searchParams } = request.nextUrl;
  const nextauth = pathname.slice(PREFIX.length).split("/").filter(Boolean);
  const noStore = { "cache-control": "private, no-store" };
  if (!pathname.startsWith(PREFIX) || !ACTIONS.has(nextauth[0] ?? ""))
    return new NextResponse(null, { status: 404, headers: noStore });

  const body = await readBody(request);
  if (body === null)
    return new NextResponse(null, { status: 413, headers: { ...noStore, connection: "close" } });

  const cookies = Object.fromEntries(request.cookies.getAll().map((one) => [one.name, one.value]));
  const options = staffAuthOptions(deps, settings, {
    address: clientAddress(request.headers),
    oldToken: cookies[staffCookie(settings.portalUrl).name],
  });
  const answer = new Answer();
  await NextAuth(
    // The library reads these six members of Node's request and writes the members of `Answer`
    // (next-auth/next/index.js, NextAuthApiHandler); both ends are covered by the sign-in tests.
    {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      cookies,
      body,
      query: { ...Object.fromEntries(searchParams), nextauth },
    } as unknown as NextApiRequest,
    answer as unknown as NextApiResponse,
    options,
  );
  for (const [name, value] of Object.entries(noStore)) answer.headers.set(name, value);
  // The library learns its own address from the environment only; ours comes from the settings.
  const location = answer.headers.get("location");
  if (location) answer.headers.set("location", ownAddress(settings.portalUrl, location));
  if (body.json === "true" && answer.body) answer.body = ownUrlInJson(settings.portalUrl, answer.body);
  return new NextResponse(answer.body, { status: answer.code, headers: answer.headers });
}

function ownAddress(portalUrl: string, location: string): string {
  const url = new URL(location, portalUrl);
  const isAuthPath = url.pathname.startsWith(PREFIX);
  if (!isAuthPath) return consoleAddress(portalUrl, new URL(`${url.pathname}${url.search}`, portalUrl).href);
  return new URL(`${url.pathname}${url.search}`, portalUrl).href;
}

function ownUrlInJson(portalUrl: string, body: string): string {
  const json: unknown = JSON.parse(body);
  if (typeof json !== "object" || json === null || !("url" in json)) return body;
  return JSON.stringify({ ...json, url: ownAddress(portalUrl, String(json.url)) });
}

export type StaffCookieChange = { name: string; value: string; expires?: Date; maxAge?: number };

/**
 * One action of next-auth, from inside the process: fetches the check value that a browser would fetch first, posts,
 * and answers what happens to the session cookie. For server actions, whose Origin Next has checked.
 */
export async function runStaffAuth(
  deps: Deps,
  settings: StaffAuthSettings,
  action: "callback/credentials" | "signout",
  input: { headers: Headers; cookie: string | undefined; form: Record<string, string> },
): Promise<{ status: number; sessionCookie: StaffCookieChange | null; error: string | null }> {
  const cookie = staffCookie(settings.portalUrl);
  const address = (path: string) => new URL(`${PREFIX}${path}`, settings.portalUrl);
  const forwarded = input.headers.get("x-forwarded-for");
  const headers = new Headers(forwarded ? { "x-forwarded-for": forwarded } : {});
  const csrf = await answerStaffAuth(deps, settings, new Request(address("csrf"), { headers }));
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const jar = csrf.cookies.getAll().map((one) => `${one.name}=${encodeURIComponent(one.value)}`);
  if (input.cookie !== undefined) jar.push(`${cookie.name}=${input.cookie}`);
  headers.set("cookie", jar.join("; "));
  const answer = await answerStaffAuth(
    deps,
    settings,
    new Request(address(action), {
      method: "POST",
      headers,
      body: new URLSearchParams({ ...input.form, csrfToken }),
    }),
  );
  const set = answer.cookies.get(cookie.name);
  const location = answer.headers.get("location");
  return {
    status: answer.status,
    sessionCookie: set
      ? {
          name: set.name,
          value: set.value,
          ...(set.expires instanceof Date ? { expires: set.expires } : {}),
          ...(set.maxAge === undefined ? {} : { maxAge: set.maxAge }),
        }
      : null,
    error: location ? new URL(location, settings.portalUrl).searchParams.get("error") : null,
  };
}
