import "server-only";
import { accessSync, constants, readFileSync } from "node:fs";
import type { KeyRing } from "@/lib/core/crypto/seal";
import type { Secret } from "@/lib/core/secret";
import { SETTING_RULES, type SettingName, type SettingValues } from "./setting-rules";

export type Command = "start" | "dev" | "demo" | "worker" | "migrate";

/** Every setting, checked. The only way to them: no other file reads the environment. */
export interface Settings {
  command: Command;
  port: number;
  /** False: it is the default. A worker listens only where it was told to. */
  isPortGiven: boolean;
  /** Origin without a slash at the end. */
  portalUrl: string;
  /** Absent: the embedded database under `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  /** Absent only with the embedded database: then the kept generated ones serve. */
  keyRing: KeyRing | undefined;
  authSecret: Secret | undefined;
  role: "all" | "web" | "worker";
  bootstrapFile: string | undefined;
  endpointAllowCidrs: readonly string[];
  metricsToken: Secret | undefined;
  wecomApiUrl: string;
  wecomInstallUrl: string;
  wecomLegacyInstallUrl: string;
  wecomOauthUrl: string;
  wecomLoginUrl: string;
  httpsProxy: string | undefined;
  noProxy: string | undefined;
  logLevel: "info" | "warn" | "silent";
}

export interface SettingProblem {
  name: string;
  right: string;
}

/** All that is wrong at once, by name. The message is for the terminal and holds no value. */
export class ConfigError extends Error {
  override name = "ConfigError";

  constructor(readonly problems: readonly SettingProblem[]) {
    const lines = problems.map(({ name, right }) => `  ${name}：${right}`);
    super(`配置有误，未启动 / not started, wrong settings:\n${lines.join("\n")}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const EMPTY = "为空：请填写或删除该变量 / is empty: give a value or unset it";
const DEFAULT_PORT = 3000;
const OFFICIAL = {
  api: "https://qyapi.weixin.qq.com",
  install: "https://open.work.weixin.qq.com/3rdapp/install",
  legacyInstall: "https://qy.weixin.qq.com/cgi-bin/loginpage",
  oauth: "https://open.weixin.qq.com/connect/oauth2/authorize",
  login: "https://login.work.weixin.qq.com/wwlogin/sso/login",
} as const;

/** The text of a setting or of the file its `_FILE` twin names; one line end at the end does not count. */
function readText(env: Environment, name: SettingName, problems: SettingProblem[]): string | undefined {
  const direct = env[name];
  const file = env[`${name}_FILE`];
  if (direct !== undefined && file !== undefined) {
    problems.push({ name, right: `与 ${name}_FILE 只能设置一个 / set either it or ${name}_FILE` });
    return undefined;
  }
  if (file === undefined) return direct?.trim();
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    problems.push({ name: `${name}_FILE`, right: "文件无法读取 / must name a readable file" });
    return undefined;
  }
}

function readValues(env: Environment, names: SettingName[], problems: SettingProblem[]): SettingValues {
  const values: Record<string, unknown> = {};
  for (const name of names) {
    const text = readText(env, name, problems);
    if (text === undefined) continue;
    if (text === "") {
      // Shells and container tools often pass an empty proxy to mean none.
      if (name !== "HTTPS_PROXY" && name !== "NO_PROXY") problems.push({ name, right: EMPTY });
      continue;
    }
    const parsed = SETTING_RULES[name].safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push({ name, right: parsed.error.issues[0]?.message ?? "" });
  }
  return values as SettingValues;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

const isProduct = (command: Command) => command === "start" || command === "worker";

/** Every secret of every enterprise goes there: in the clear only to this very machine (threats H9, H10). */
function isSafeUpstream(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** What is missing for this command, or does not go together. Names that already have a problem are not repeated. */
function findMissing(command: Command, values: SettingValues): SettingProblem[] {
  const missing: SettingProblem[] = [];
  if (command === "migrate") return missing;
  if (isProduct(command) && values.WECOM_API_URL !== undefined && !isSafeUpstream(values.WECOM_API_URL)) {
    const right =
      "须为 https 地址；http 仅可用于本机的模拟器 / must be an https address; http is for a simulator on this machine only";
    missing.push({ name: "WECOM_API_URL", right });
  }
  if (command === "start" && values.PORTAL_URL === undefined) {
    const right =
      "必填：浏览器与企业微信访问本站的地址，例如 https://portal.example.com / required: the address that browsers and WeCom use";
    missing.push({ name: "PORTAL_URL", right });
  }
  if (values.DATABASE_URL !== undefined) {
    const right = "使用 DATABASE_URL 时必填 / required with DATABASE_URL";
    if (!values.PORTAL_ENCRYPTION_KEYS)
      missing.push({ name: "PORTAL_ENCRYPTION_KEYS", right: `${right}: 1:$(openssl rand -base64 32)` });
    if (!values.AUTH_SECRET)
      missing.push({ name: "AUTH_SECRET", right: `${right}: openssl rand -base64 32` });
  } else if (command === "worker" || (values.PORTAL_ROLE ?? "all") !== "all") {
    const right = "web 与 worker 分开运行时必填 / required when web and worker run apart";
    missing.push({ name: "DATABASE_URL", right });
  }
  if (values.PORTAL_BOOTSTRAP_FILE !== undefined && !isReadable(values.PORTAL_BOOTSTRAP_FILE)) {
    missing.push({ name: "PORTAL_BOOTSTRAP_FILE", right: "文件无法读取 / must name a readable file" });
  }
  return missing;
}

/** Pure but for the files that settings name; `loadSettings` gives it the real environment. */
export function parseSettings(command: Command, env: Environment): Settings {
  const problems: SettingProblem[] = [];
  const all = Object.keys(SETTING_RULES) as SettingName[];
  const names = command === "migrate" ? (["DATABASE_URL", "PORTAL_DATA_DIR"] as SettingName[]) : all;
  const values = readValues(env, names, problems);
  const known = new Set(problems.map(({ name }) => name.replace(/_FILE$/, "")));
  problems.push(...findMissing(command, values).filter(({ name }) => !known.has(name)));
  if (problems.length > 0) throw new ConfigError(problems);
  const port = values.PORT ?? DEFAULT_PORT;
  return {
    command,
    port,
    isPortGiven: values.PORT !== undefined,
    portalUrl: values.PORTAL_URL ?? `http://localhost:${port}`,
    databaseUrl: values.DATABASE_URL,
    dataDir: values.PORTAL_DATA_DIR ?? ".data",
    keyRing: values.PORTAL_ENCRYPTION_KEYS,
    authSecret: values.AUTH_SECRET,
    role: command === "worker" ? "worker" : (values.PORTAL_ROLE ?? "all"),
    bootstrapFile: values.PORTAL_BOOTSTRAP_FILE,
    endpointAllowCidrs: values.PORTAL_ENDPOINT_ALLOW_CIDRS ?? [],
    metricsToken: values.PORTAL_METRICS_TOKEN,
    wecomApiUrl: (values.WECOM_API_URL ?? OFFICIAL.api).replace(/\/+$/, ""),
    wecomInstallUrl: values.WECOM_INSTALL_URL ?? OFFICIAL.install,
    // One setting for both dialects: who sends installs elsewhere (a simulator) means all of them.
    wecomLegacyInstallUrl: values.WECOM_INSTALL_URL ?? OFFICIAL.legacyInstall,
    wecomOauthUrl: values.WECOM_OAUTH_URL ?? OFFICIAL.oauth,
    wecomLoginUrl: values.WECOM_LOGIN_URL ?? OFFICIAL.login,
    httpsProxy: values.HTTPS_PROXY,
    noProxy: values.NO_PROXY,
    logLevel: env.NODE_ENV === "test" ? "silent" : command === "demo" ? "warn" : "info",
  };
}

let loaded: Settings | undefined;

/** Reads and checks the environment for a command, `overrides` before it (the demonstration); throws `ConfigError` with everything that is wrong. */
export function loadSettings(command: Command, overrides: Environment = {}): Settings {
  loaded = parseSettings(command, { ...process.env, ...overrides });
  return loaded;
}

/** The settings of this process. Under a Next host without our launcher this is what reads them. */
export function getSettings(): Settings {
  return loaded ?? loadSettings(process.env.NODE_ENV === "production" ? "start" : "dev");
}
