import { z } from "zod";
import { isUnknownGroup } from "@/lib/core/api-scopes";
import { KEY_LIMITS } from "@/lib/core/key-limits";
import { PROXY_GROUPS } from "@/lib/core/proxy-groups";
import {
  aesKeyShape,
  corpIdShape,
  dialectShape,
  suiteKeyShape,
  suiteKindShape,
  tokenShape,
} from "@/lib/features/setup/setting-shapes";

/** The provider, as the file and the console's import spell it. */
export const providerShape = z.strictObject({
  corpId: corpIdShape.optional(),
  secret: z.string().min(1).optional(),
  token: tokenShape.optional(),
  encodingAesKey: aesKeyShape.optional(),
});

export const suiteShape = z.strictObject({
  key: suiteKeyShape,
  name: z.string().min(1).max(64),
  kind: suiteKindShape.default("app"),
  dialect: dialectShape.default("wecom"),
  suiteId: z.string().min(1).max(64).optional(),
  suiteSecret: z.string().min(1).max(512).optional(),
  token: tokenShape,
  encodingAesKey: aesKeyShape,
  installAuthType: z.union([z.literal(0), z.literal(1)]).default(0),
  appIds: z.array(z.number().int().positive()).default([]),
});

const staff = z.strictObject({
  email: z.email(),
  password: z.string().min(1),
  role: z.enum(["owner", "operator", "viewer"]),
});

/** A word that we do not know grants nothing; a group that does not exist is a slip of the pen, and said so. */
const scope = z
  .string()
  .min(1)
  .refine((word) => !isUnknownGroup(word), {
    error: `no such group of calls; write proxy:call: and one of ${PROXY_GROUPS.join(", ")}`,
  });

const perMinute = (name: keyof typeof KEY_LIMITS) => z.number().int().min(1).max(KEY_LIMITS[name].max);

const apiKey = z.strictObject({
  name: z.string().min(1).max(64),
  key: z
    .string()
    .regex(/^wpk_[\x21-\x7e]{8,200}$/, "must begin with wpk_ and have at least 8 more characters"),
  suites: z.array(z.string()).min(1),
  scopes: z.array(scope).min(1),
  corps: z.array(z.string()).optional(),
  /** Requests a minute, where this key is to have others than the usual. */
  limits: z
    .strictObject({
      callsPerMinute: perMinute("callsPerMinute").optional(),
      cachedPerMinute: perMinute("cachedPerMinute").optional(),
    })
    .optional(),
});

const endpoint = z.strictObject({
  name: z.string().min(1).max(64),
  suite: suiteKeyShape,
  url: z.url(),
  events: z.array(z.string().min(1)).min(1),
  secret: z.string().regex(/^whsec_[A-Za-z0-9+/=]{8,}$/, "must begin with whsec_ followed by base64"),
});

/** The bootstrap file: settings that are applied at every start. */
export const bootstrapFile = z
  .strictObject({
    provider: providerShape.optional(),
    suites: z.array(suiteShape).default([]),
    staff: z.array(staff).default([]),
    apiKeys: z.array(apiKey).default([]),
    endpoints: z.array(endpoint).default([]),
  })
  .superRefine((file, context) => {
    const twice = <T>(list: T[], name: (one: T) => string | undefined, path: string) => {
      const seen = new Set<string>();
      list.forEach((one, index) => {
        const value = name(one);
        if (value !== undefined && seen.has(value))
          context.addIssue({
            code: "custom",
            path: [path, index],
            message: `${JSON.stringify(value)} stands here twice`,
          });
        if (value !== undefined) seen.add(value);
      });
    };
    twice(file.suites, (one) => one.key, "suites");
    twice(file.suites, (one) => one.suiteId, "suites");
    twice(file.apiKeys, (one) => one.name, "apiKeys");
    twice(file.endpoints, (one) => one.name, "endpoints");
    const { token, encodingAesKey } = file.provider ?? {};
    if ((token === undefined) !== (encodingAesKey === undefined))
      context.addIssue({
        code: "custom",
        path: ["provider"],
        message: "token and encodingAesKey belong together",
      });
  });

export type BootstrapFile = z.output<typeof bootstrapFile>;

/** Reads the text of a bootstrap file. The problems name paths and what would be right, never a value of a secret. */
export function readBootstrapFile(
  text: string,
): { ok: true; value: BootstrapFile } | { ok: false; problems: string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, problems: ["the file is not JSON"] };
  }
  const parsed = bootstrapFile.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map(
      (issue) => `${issue.path.map(String).join(".") || "(file)"}: ${issue.message}`,
    ),
  };
}
