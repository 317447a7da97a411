import { isAesKey } from "./new-state";
import { CHANNELS, proofReceiveId, proveUrl } from "./proof";
import type { Channel, Proof, Suite } from "./state";
import type { World } from "./world";

export interface NewSuite {
  suiteId?: string | undefined;
  key?: string | undefined;
  name?: string | undefined;
  kind?: Suite["kind"] | undefined;
  dialect?: Suite["dialect"] | undefined;
  suiteSecret?: string | undefined;
  token?: string | undefined;
  encodingAesKey?: string | undefined;
  commandUrl?: string | undefined;
  dataUrl?: string | undefined;
  businessUrl?: string | undefined;
  homeUrl?: string | undefined;
  completionDomain?: string | undefined;
  trustedDomain?: string | undefined;
  published?: boolean | undefined;
  individualOwner?: boolean | undefined;
  appIds?: number[] | undefined;
  permissions?: string[] | undefined;
}

const PREFIX = { app: "ww", login: "ww", template: "dk" } as const;

/** Registers a suite. URLs given here count as proven: a seed describes a suite that is already set up. */
export function addSuite(world: World, given: NewSuite): Suite {
  const kind = given.kind ?? "app";
  const dialect = given.dialect ?? "wecom";
  const prefix = dialect === "legacy" ? "tj" : PREFIX[kind];
  const commandUrl = given.commandUrl ?? "";
  const host = hostOf(commandUrl);
  const suite: Suite = {
    suiteId: given.suiteId ?? `${prefix}${world.random.text(16).toLowerCase()}`,
    key: given.key ?? "",
    name: given.name ?? "示例应用",
    kind,
    dialect,
    suiteSecret: given.suiteSecret ?? world.random.text(43),
    token: given.token ?? world.random.text(20),
    encodingAesKey: given.encodingAesKey ?? randomAesKey(world),
    oldToken: "",
    oldEncodingAesKey: "",
    commandUrl,
    dataUrl: given.dataUrl ?? "",
    businessUrl: given.businessUrl ?? "",
    homeUrl: given.homeUrl ?? "",
    completionDomain: given.completionDomain ?? host,
    trustedDomain: given.trustedDomain ?? host,
    published: given.published ?? true,
    individualOwner: given.individualOwner ?? false,
    appIds: given.appIds ?? [],
    permissions: given.permissions ?? ["contact:base:info"],
    proofs: {},
    tickets: [],
    nextTicketAt: commandUrl === "" ? null : world.clock.now() + 1000,
  };
  world.state.suites[suite.suiteId] = suite;
  world.wakeTickets();
  return suite;
}

export function randomAesKey(world: World): string {
  // The last of 43 characters carries two bits that decoding drops; any letter will do (protocol.md 2.1).
  return world.random.text(43);
}

export interface UrlChange {
  token?: string | undefined;
  encodingAesKey?: string | undefined;
  commandUrl?: string | undefined;
  dataUrl?: string | undefined;
  businessUrl?: string | undefined;
}

export interface SaveResult {
  saved: boolean;
  proofs: Partial<Record<Channel, Proof>>;
}

/**
 * "Save" of the vendor console: every URL that is checked must pass, else nothing is saved (rule 1). The
 * business-setting URL is checked in the legacy dialect only (protocol.md 6.1 point 4). First ticket at once.
 */
export async function saveUrls(world: World, suite: Suite, change: UrlChange): Promise<SaveResult> {
  const wanted = { ...pick(suite), ...defined(change) };
  const receiveId = proofReceiveId(world, suite);
  const { token, encodingAesKey } = wanted;
  const check = (url: string) =>
    proveUrl(world, { url, token, encodingAesKey, receiveId, suiteId: suite.suiteId });
  const jobs: Array<[Channel, Promise<Proof>]> = [["command", check(wanted.commandUrl)]];
  if (wanted.dataUrl !== "") jobs.push(["data", check(wanted.dataUrl)]);
  if (suite.dialect === "legacy" && wanted.businessUrl !== "")
    jobs.push(["settings", check(wanted.businessUrl)]);
  const proofs: SaveResult["proofs"] = {};
  for (const [channel, job] of jobs) proofs[channel] = await job;
  suite.proofs = proofs;
  const saved = CHANNELS.every((channel) => proofs[channel]?.ok !== false) && isPair(wanted);
  suite.draft = saved ? undefined : wanted;
  if (!saved) return { saved, proofs };
  if (suite.token !== token || suite.encodingAesKey !== encodingAesKey) {
    suite.oldToken = suite.token;
    suite.oldEncodingAesKey = suite.encodingAesKey;
  }
  Object.assign(suite, wanted);
  suite.completionDomain ||= hostOf(wanted.commandUrl);
  suite.trustedDomain ||= hostOf(wanted.commandUrl);
  suite.nextTicketAt = world.clock.now();
  world.wakeTickets();
  return { saved, proofs };
}

/** The provider-level URL of 通用开发参数, with its own pair. */
export async function saveProviderUrl(
  world: World,
  change: { url: string; token?: string | undefined; encodingAesKey?: string | undefined },
): Promise<Proof> {
  const { provider } = world.state;
  const token = change.token || provider.token;
  const encodingAesKey = change.encodingAesKey || provider.encodingAesKey;
  const receiveId = proofReceiveId(world, null);
  const proof = await proveUrl(world, { url: change.url, token, encodingAesKey, receiveId, suiteId: null });
  provider.proof = proof;
  if (proof.ok) Object.assign(provider, { url: change.url, token, encodingAesKey });
  return proof;
}

/** Token ≤ 32 letters and digits, key 43 (protocol.md 1.3). */
export function isPair({ token, encodingAesKey }: { token: string; encodingAesKey: string }): boolean {
  return /^[A-Za-z0-9]{1,32}$/.test(token) && isAesKey(encodingAesKey);
}

function pick({ token, encodingAesKey, commandUrl, dataUrl, businessUrl }: Suite) {
  return { token, encodingAesKey, commandUrl, dataUrl, businessUrl };
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}
