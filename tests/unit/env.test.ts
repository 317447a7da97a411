import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Command, ConfigError, parseSettings } from "@/lib/runtime/env";

const key = randomBytes(32).toString("base64");
const secret = randomBytes(36).toString("base64url");
const dir = mkdtempSync(path.join(os.tmpdir(), "portal-env-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const full = {
  PORTAL_URL: "https://portal.example.com",
  DATABASE_URL: "postgresql://portal:pa55@db.internal:5432/portal",
  PORTAL_ENCRYPTION_KEYS: `2026:${key}`,
  AUTH_SECRET: secret,
};

function refusal(env: Record<string, string>, command: Command = "start"): ConfigError {
  try {
    parseSettings(command, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("was accepted");
}

function file(name: string, content: string): string {
  const full = path.join(dir, name);
  writeFileSync(full, content);
  return full;
}

const namesOf = (error: ConfigError) => error.problems.map(({ name }) => name);

describe("defaults", () => {
  test("npm start asks for PORTAL_URL; demo and dev use localhost and the port", () => {
    expect(namesOf(refusal({}))).toEqual(["PORTAL_URL"]);
    for (const command of ["demo", "dev"] as const) {
      expect(parseSettings(command, { PORT: "3210" }).portalUrl).toBe("http://localhost:3210");
    }
  });

  test("every other setting has the default of the README", () => {
    expect(parseSettings("start", { PORTAL_URL: "https://portal.example.com/" })).toEqual({
      command: "start",
      port: 3000,
      isPortGiven: false,
      portalUrl: "https://portal.example.com",
      databaseUrl: undefined,
      dataDir: ".data",
      keyRing: undefined,
      authSecret: undefined,
      role: "all",
      bootstrapFile: undefined,
      endpointAllowCidrs: [],
      metricsToken: undefined,
      wecomApiUrl: "https://qyapi.weixin.qq.com",
      wecomInstallUrl: "https://open.work.weixin.qq.com/3rdapp/install",
      wecomLegacyInstallUrl: "https://qy.weixin.qq.com/cgi-bin/loginpage",
      wecomOauthUrl: "https://open.weixin.qq.com/connect/oauth2/authorize",
      wecomLoginUrl: "https://login.work.weixin.qq.com/wwlogin/sso/login",
      httpsProxy: undefined,
      logLevel: "info",
    });
  });

  test("an own database needs own keys: generated ones belong to the data dir", () => {
    const { DATABASE_URL, PORTAL_URL } = full;
    expect(namesOf(refusal({ DATABASE_URL, PORTAL_URL }))).toEqual(["PORTAL_ENCRYPTION_KEYS", "AUTH_SECRET"]);
    expect(parseSettings("start", full).databaseUrl).toBe(DATABASE_URL);
  });

  test("web and worker on their own need a database that both reach", () => {
    expect(namesOf(refusal({}, "worker"))).toEqual(["DATABASE_URL"]);
    expect(namesOf(refusal({ PORTAL_URL: full.PORTAL_URL, PORTAL_ROLE: "web" }))).toEqual(["DATABASE_URL"]);
    expect(parseSettings("worker", full).role).toBe("worker");
  });

  test("migrate looks at the database settings only", () => {
    expect(parseSettings("migrate", { PORT: "wrong", DATABASE_URL: full.DATABASE_URL }).databaseUrl).toBe(
      full.DATABASE_URL,
    );
  });
});

describe("refusals", () => {
  const wrong: [string, string][] = [
    ["PORT", "0"],
    ["PORT", "70000"],
    ["PORT", "3000x"],
    ["PORTAL_URL", "undefined"],
    ["PORTAL_URL", "portal.example.com"],
    ["PORTAL_URL", "https://portal.example.com/path"],
    ["PORTAL_URL", "ftp://portal.example.com"],
    ["DATABASE_URL", "mysql://u:p@h/d"],
    ["DATABASE_URL", "postgresql://u:p@h"],
    ["PORTAL_ROLE", "both"],
    ["PORTAL_ENDPOINT_ALLOW_CIDRS", "10.0.0.0"],
    ["WECOM_API_URL", "qyapi.weixin.qq.com"],
    ["HTTPS_PROXY", "proxy:8080"],
    ["PORTAL_BOOTSTRAP_FILE", "/no/such/file.json"],
    ["AUTH_SECRET", "changeme"],
    ["AUTH_SECRET", "secret"],
    ["AUTH_SECRET", "your-secret-goes-here-0123456789abcdef"],
    ["AUTH_SECRET", "A".repeat(64)],
    ["AUTH_SECRET", "abcabcabcabcabcabcabcabcabcabcabcabc"],
    ["AUTH_SECRET", "Zk3p9Qv7"],
    ["PORTAL_METRICS_TOKEN", "test"],
    ["PORTAL_ENCRYPTION_KEYS", key],
    ["PORTAL_ENCRYPTION_KEYS", "1:c2hvcnQ="],
    ["PORTAL_ENCRYPTION_KEYS", `1:${"A".repeat(43)}=`],
    ["PORTAL_ENCRYPTION_KEYS", `1:${key},1:${randomBytes(32).toString("base64")}`],
    ["PORTAL_ENCRYPTION_KEYS", `1:${key},`],
  ];

  test.each(wrong)("%s with a wrong value %# is refused by name and in both languages", (name, value) => {
    const { problems, message } = refusal({ ...full, [name]: value });
    expect(problems.map((problem) => problem.name)).toEqual([name]);
    expect(message).toMatch(/\p{Script=Han}/u);
    expect(message).toMatch(/must|is a sample|holds a sample|required/);
  });

  test.each([...Object.keys(full), "PORT", "PORTAL_DATA_DIR", "PORTAL_METRICS_TOKEN"])(
    "an empty %s is refused instead of taken for absent",
    (name) => {
      expect(namesOf(refusal({ ...full, [name]: "" }))).toEqual([name]);
    },
  );

  test("all problems are told at once, and no value of any setting is", () => {
    const values = {
      PORT: "port-value-1",
      PORTAL_URL: "url-value-2",
      DATABASE_URL: "database-value-3",
      PORTAL_ENCRYPTION_KEYS: "keys-value-4",
      AUTH_SECRET: "auth-value-5",
      PORTAL_METRICS_TOKEN: "token-value-6",
      PORTAL_ROLE: "role-value-7",
    };
    const error = refusal(values);
    expect(namesOf(error).sort()).toEqual(Object.keys(values).sort());
    expect(JSON.stringify([error.message, error.problems])).not.toMatch(/-value-/);
  });
});

describe("files instead of values", () => {
  test("each setting can come from a file, whose last line end does not count", () => {
    const env: Record<string, string> = { PORTAL_URL_FILE: file("url", "https://portal.example.com\n") };
    for (const [name, value] of Object.entries(full).slice(1)) env[`${name}_FILE`] = file(name, `${value}\n`);
    const settings = parseSettings("start", env);
    expect(settings.portalUrl).toBe(full.PORTAL_URL);
    expect(settings.databaseUrl).toBe(full.DATABASE_URL);
    expect(settings.keyRing).toEqual([{ id: "2026", bytes: Buffer.from(key, "base64") }]);
    expect(settings.authSecret?.reveal()).toBe(secret);
  });

  test("a missing file and a value beside its file are refused by name", () => {
    const { AUTH_SECRET, ...rest } = full;
    expect(namesOf(refusal({ ...rest, AUTH_SECRET_FILE: path.join(dir, "none") }))).toEqual([
      "AUTH_SECRET_FILE",
    ]);
    expect(namesOf(refusal({ ...full, AUTH_SECRET_FILE: file("auth", AUTH_SECRET) }))).toEqual([
      "AUTH_SECRET",
    ]);
  });
});

test("several keys are kept in their order, newest first, and an install address set serves both dialects", () => {
  const older = randomBytes(32).toString("base64");
  const settings = parseSettings("start", {
    ...full,
    PORTAL_ENCRYPTION_KEYS: `b:${key}, a:${older}`,
    WECOM_INSTALL_URL: "http://localhost:4010/install",
    WECOM_API_URL: "http://localhost:4010/",
    HTTPS_PROXY: "",
    PORTAL_ENDPOINT_ALLOW_CIDRS: "10.0.0.0/8, fd00::/8",
  });
  expect(settings.keyRing?.map(({ id }) => id)).toEqual(["b", "a"]);
  expect(settings.wecomLegacyInstallUrl).toBe("http://localhost:4010/install");
  expect(settings.wecomApiUrl).toBe("http://localhost:4010");
  expect(settings.httpsProxy).toBeUndefined();
  expect(settings.endpointAllowCidrs).toEqual(["10.0.0.0/8", "fd00::/8"]);
});

test("a secret among the settings does not show when they are printed", () => {
  const printed = JSON.stringify(
    parseSettings("start", { ...full, PORTAL_METRICS_TOKEN: secret }).authSecret,
  );
  expect(printed).not.toContain(secret);
});

describe("WECOM_API_URL", () => {
  test("H9, H10: in real use the platform is reached by https; http only on this very machine", () => {
    for (const address of [
      "http://qyapi.weixin.qq.com",
      "http://simulator:4010",
      "http://10.0.0.5",
      "http://localhost.evil.example",
    ])
      for (const command of ["start", "worker"] as const) {
        const error = refusal({ ...full, WECOM_API_URL: address }, command);
        expect(namesOf(error)).toEqual(["WECOM_API_URL"]);
        expect(error.message).not.toContain(address);
      }
    for (const address of [
      "https://wecom-gateway.example.com",
      "http://localhost:4010",
      "http://127.0.0.1:4010",
      "http://[::1]:4010",
    ])
      expect(parseSettings("start", { ...full, WECOM_API_URL: address }).wecomApiUrl).toBe(address);
    expect(parseSettings("demo", { WECOM_API_URL: "http://simulator:4010" }).wecomApiUrl).toBe(
      "http://simulator:4010",
    );
  });

  test("NO_PROXY may be there, empty or not", () => {
    expect(parseSettings("start", { ...full, NO_PROXY: "" }).noProxy).toBeUndefined();
    expect(parseSettings("start", { ...full, NO_PROXY: "localhost,.internal" }).noProxy).toBe(
      "localhost,.internal",
    );
  });
});
