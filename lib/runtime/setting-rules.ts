import "server-only";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import type { KeyRing } from "@/lib/core/crypto/seal";
import { Secret } from "@/lib/core/secret";

/** What a right value looks like, in both languages. A rule's message never quotes the value. */
const RIGHT = {
  port: "应为 1 到 65535 的整数 / must be a whole number from 1 to 65535",
  origin:
    "应为完整地址且不带路径，例如 https://portal.example.com / must be an address without a path, such as https://portal.example.com",
  url: "应为 http 或 https 地址 / must be an http or https address",
  database: "应为 / must be postgresql://user:password@host:5432/database",
  keys: "应为 id:base64(32 字节) 的列表，逗号分隔，最新的在前；可用 openssl rand -base64 32 生成 / must be a comma-separated list of id:base64(32 bytes), newest first; make one with openssl rand -base64 32",
  weakKey:
    "含有示例或过于简单的密钥，请用 openssl rand -base64 32 生成 / holds a sample or too simple a key; make one with openssl rand -base64 32",
  secret:
    "应为至少 32 个随机字符，可用 openssl rand -base64 32 生成 / must be at least 32 random characters; make them with openssl rand -base64 32",
  token:
    "应为至少 16 个随机字符，可用 openssl rand -hex 24 生成 / must be at least 16 random characters; make them with openssl rand -hex 24",
  sample: "是示例值，请换成随机值 / is a sample value; use a random one",
  role: "应为 all、web 或 worker / must be all, web or worker",
  cidrs: "应为逗号分隔的网段，例如 10.0.0.0/8 / must be comma-separated ranges such as 10.0.0.0/8",
} as const;

const SAMPLE_WORDS =
  /^(change[-_ ]?me|replace[-_ ]?me|your[-_ ]|example|sample|secret|password|default|development|test|undefined|null|todo|xxx)/i;
/** Random text of 32 characters practically always has more different ones than this. */
const MIN_DIFFERENT = 8;

function isSimple(values: Iterable<unknown>): boolean {
  return new Set(values).size < MIN_DIFFERENT;
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isOrigin(text: string): boolean {
  if (!isHttp(text)) return false;
  const { pathname, search, hash, username, password } = new URL(text);
  return pathname === "/" && `${search}${hash}${username}${password}` === "";
}

function isDatabase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, searchParams } = new URL(text);
  // A socket folder may stand in for the host: postgresql:///name?host=/var/run/postgresql
  const hasHost = hostname !== "" || searchParams.has("host");
  return /^postgres(ql)?:$/.test(protocol) && hasHost && pathname.length > 1;
}

const randomText = (minLength: number, right: string) =>
  z
    .string()
    .refine((text) => !SAMPLE_WORDS.test(text), { error: RIGHT.sample, abort: true })
    .refine((text) => text.length >= minLength && !isSimple(text), { error: right })
    .transform((text) => new Secret(text));

const KEY = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):([A-Za-z0-9+/_-]{43}=?)$/;

const keyRing = z.string().transform((text, context): KeyRing => {
  const ring: { id: string; bytes: Buffer }[] = [];
  for (const part of text.split(",")) {
    const match = KEY.exec(part.trim());
    const bytes = Buffer.from(match?.[2] ?? "", "base64");
    const id = match?.[1];
    if (!id || bytes.length !== 32 || ring.some((key) => key.id === id)) {
      context.addIssue({ code: "custom", message: RIGHT.keys });
      return z.NEVER;
    }
    if (isSimple(bytes)) {
      context.addIssue({ code: "custom", message: RIGHT.weakKey });
      return z.NEVER;
    }
    ring.push({ id, bytes });
  }
  return ring;
});

const cidrs = z.string().transform((text, context): string[] => {
  const ranges = text.split(",").map((range) => range.trim());
  if (!ranges.every((range) => ipaddr.isValidCIDR(range))) {
    context.addIssue({ code: "custom", message: RIGHT.cidrs });
    return z.NEVER;
  }
  return ranges;
});

const httpUrl = z.string().refine(isHttp, { error: RIGHT.url });

/** How each setting is read. Every one may be absent here; who needs which is decided by `env.ts`. */
export const SETTING_RULES = {
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: RIGHT.port, abort: true })
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, { error: RIGHT.port }),
  PORTAL_URL: z
    .string()
    .refine(isOrigin, { error: RIGHT.origin, abort: true })
    .transform((text) => new URL(text).origin),
  DATABASE_URL: z.string().refine(isDatabase, { error: RIGHT.database }),
  PORTAL_DATA_DIR: z.string(),
  PORTAL_ENCRYPTION_KEYS: keyRing,
  AUTH_SECRET: randomText(32, RIGHT.secret),
  PORTAL_ROLE: z.enum(["all", "web", "worker"], { error: RIGHT.role }),
  PORTAL_BOOTSTRAP_FILE: z.string(),
  PORTAL_ENDPOINT_ALLOW_CIDRS: cidrs,
  PORTAL_METRICS_TOKEN: randomText(16, RIGHT.token),
  WECOM_API_URL: httpUrl,
  WECOM_INSTALL_URL: httpUrl,
  WECOM_OAUTH_URL: httpUrl,
  WECOM_LOGIN_URL: httpUrl,
  HTTPS_PROXY: httpUrl,
  NO_PROXY: z.string(),
} as const;

export type SettingName = keyof typeof SETTING_RULES;
export type SettingValues = { [Name in SettingName]?: z.output<(typeof SETTING_RULES)[Name]> };
