import { issueCode } from "./codes";
import { deliver } from "./deliver";
import { dataEvent, suiteEvent } from "./events";
import { findInstall, installKey, visibleMembers, wireCorpid, wireUserid } from "./identity";
import type { Code, Suite } from "./state";
import type { Admin, Corp, Install, Member, VisibleRange } from "./state-corp";
import type { Delivery } from "./state-log";
import { killTokens } from "./tokens";
import type { World } from "./world";

export interface Consent {
  suite: Suite;
  corp: Corp;
  admin: Admin | null;
  range: VisibleRange;
  authMode: 0 | 1;
  origin: "website" | "vendor";
  state: string | null;
}

export interface Consented {
  install: Install;
  code: Code;
  /** The push of flow B, or of the switch "also push"; null when nothing is pushed. */
  delivery: Promise<Delivery> | null;
}

/**
 * A corp agrees to an app. Flow A (website) carries the code by redirect only; flow B (vendor) pushes
 * create_auth and redirects nobody (protocol.md 4.3, 4.4, rule 6). After a cancellation everything is new:
 * permanent code and agentid (rule 9); while still installed, both stay.
 */
export function consent(world: World, given: Consent): Consented {
  const { suite, corp, origin, state } = given;
  const now = world.clock.now();
  const before = findInstall(world, suite.suiteId, corp.corpid);
  const isAlive = before?.status === "active";
  const seen = seenBefore(world, corp, before);
  const install: Install = {
    suiteId: suite.suiteId,
    corpid: corp.corpid,
    agentid: isAlive ? before.agentid : corp.nextAgentid++,
    permanentCode: isAlive ? before.permanentCode : world.random.text(43),
    status: "active",
    disabled: false,
    range: given.range,
    level: suite.kind === "template" ? 0 : 1,
    authMode: given.authMode,
    origin,
    authAdminId: given.admin?.id ?? null,
    state,
    installedAt: now,
    cancelledAt: null,
    permissions: suite.permissions,
    edition: isAlive ? before.edition : null,
  };
  world.state.installs[installKey(suite.suiteId, corp.corpid)] = install;
  corp.firstInstalledAt ??= now;
  const code = issueInstallCode(world, install);
  const mustPush = origin === "vendor" || world.state.switches.alsoPushCreateAuth;
  const fields = { AuthCode: code.value, State: state ?? undefined };
  const delivery = mustPush ? deliver(world, suiteEvent(world, suite, "create_auth", fields, corp)) : null;
  announceMembers(world, suite, corp, install, seen);
  return { install, code, delivery };
}

/** An app that has been there before anybody looked: nothing is pushed, no code is left over. */
export function installQuietly(world: World, suite: Suite, corp: Corp): Install {
  const range = wholeCorp(corp);
  const admin = corp.admins[0] ?? null;
  const given = { suite, corp, admin, range, authMode: 0, origin: "website", state: null } as const;
  const { install, code } = consent(world, given);
  delete world.state.codes[code.value];
  return install;
}

function issueInstallCode(world: World, install: Install): Code {
  const about = install.state === null ? {} : { state: install.state };
  return issueCode(world, { kind: "install", suiteId: install.suiteId, corpid: install.corpid, about });
}

/** protocol.md 3.1 change_auth: visible range, permissions, mode, disabled or enabled. */
export function changeAuth(
  world: World,
  suite: Suite,
  corp: Corp,
  install: Install,
  change: Partial<Pick<Install, "range" | "authMode" | "disabled" | "permissions" | "edition">>,
): Promise<Delivery> {
  const seen = seenBefore(world, corp, install);
  Object.assign(install, change);
  announceMembers(world, suite, corp, install, seen);
  return deliver(
    world,
    suiteEvent(world, suite, "change_auth", { AuthCorpId: wireCorpid(world, corp) }, corp),
  );
}

/** Rule 9: permanent code and corp tokens die at once, unused codes with them, then cancel_auth. */
export function cancelAuth(world: World, suite: Suite, corp: Corp, install: Install): Promise<Delivery> {
  install.status = "cancelled";
  install.cancelledAt = world.clock.now();
  for (const family of ["corp", "jsapi_agent"])
    killTokens(world, { family, suiteId: suite.suiteId, corpid: corp.corpid });
  forgetInstallCodes(world, install);
  return deliver(
    world,
    suiteEvent(world, suite, "cancel_auth", { AuthCorpId: wireCorpid(world, corp) }, corp),
  );
}

/** 重新获取secret on a customised app (protocol.md 3.1): the old code stops working. */
export function resetPermanentCode(
  world: World,
  suite: Suite,
  corp: Corp,
  install: Install,
): Promise<Delivery> {
  install.permanentCode = world.random.text(43);
  killTokens(world, { family: "corp", suiteId: suite.suiteId, corpid: corp.corpid });
  forgetInstallCodes(world, install);
  const code = issueInstallCode(world, install);
  return deliver(world, suiteEvent(world, suite, "reset_permanent_code", { AuthCode: code.value }, corp));
}

function forgetInstallCodes(world: World, install: Install): void {
  for (const code of Object.values(world.state.codes)) {
    const isSame = code.suiteId === install.suiteId && code.corpid === install.corpid;
    if (code.kind === "install" && isSame && code.usedAt === null) code.usedAt = world.clock.now();
  }
}

/** Members who came into sight of the app or left it (protocol.md 3.6); only when the switch is on. */
export function announceMembers(
  world: World,
  suite: Suite,
  corp: Corp,
  install: Install,
  before: ReadonlySet<Member>,
): void {
  if (!world.state.switches.announceMembers) return;
  const now = install.status === "active" ? visibleMembers(corp, install) : [];
  const { agentid } = install;
  const tell = (member: Member, event: "subscribe" | "unsubscribe") => {
    const fields = { Event: event, EventKey: "" };
    const fromUserName = wireUserid(world, member);
    void deliver(world, dataEvent(world, { suite, corp, agentid, fromUserName, msgType: "event", fields }));
  };
  for (const member of now) if (!before.has(member)) tell(member, "subscribe");
  for (const member of before) if (!now.includes(member)) tell(member, "unsubscribe");
}

function seenBefore(world: World, corp: Corp, install: Install | null): Set<Member> {
  const isOn = world.state.switches.announceMembers && install?.status === "active";
  return new Set(isOn && install !== null ? visibleMembers(corp, install) : []);
}

/** Everybody: the root department. */
export function wholeCorp(corp: Corp): VisibleRange {
  return { allowParty: [corp.departments[0]?.id ?? 1], allowUser: [], allowTag: [] };
}
