import { createHmac } from "node:crypto";
import { ApiError } from "./errors";
import type { Suite } from "./state";
import type { Corp, Install, Member } from "./state-corp";
import type { World } from "./world";

/** Stable per provider: the same corp or member always gets the same encrypted id (rule 10). */
export function encryptId(prefix: "wp" | "wo" | "wm", providerCorpid: string, id: string): string {
  const digest = createHmac("sha256", providerCorpid).update(`${prefix} ${id}`).digest("base64");
  return (
    prefix +
    digest
      .replace(/[^A-Za-z0-9]/g, "")
      .slice(0, 30)
      .padEnd(30, "A")
  );
}

/** The corp's id as the provider sees it everywhere: replies, callbacks, URLs. */
export function wireCorpid(world: World, corp: Corp): string {
  return world.state.provider.identityMode === "encrypted" ? corp.openCorpid : corp.corpid;
}

export function wireUserid(world: World, member: Member): string {
  return world.state.provider.identityMode === "encrypted" ? member.openUserid : member.userid;
}

/** Plain or encrypted, whichever the mode asks for; the other form is unknown to the API (pitfall 24). */
export function findWireCorp(world: World, id: string): Corp | null {
  const { corps, provider } = world.state;
  if (provider.identityMode === "plain") return corps[id] ?? null;
  const corpid = world.openCorpids.get(id);
  return corpid === undefined ? null : (corps[corpid] ?? null);
}

/** The encrypted form only: licences know no other (protocol.md 4.9). */
export function findOpenCorp(world: World, id: string): Corp | null {
  return world.state.corps[world.openCorpids.get(id) ?? ""] ?? null;
}

export function findOpenMember(corp: Corp, id: string): Member | null {
  return corp.members.find((member) => member.openUserid === id) ?? null;
}

/** A part of the name, or of either id. */
export function isMatch(corp: Corp, text: string): boolean {
  const wanted = text.toLowerCase();
  return [corp.name, corp.corpid, corp.openCorpid].some((one) => one.toLowerCase().includes(wanted));
}

/** For the control API and pages: either form. */
export function findCorp(world: World, id: string): Corp | null {
  return world.state.corps[id] ?? world.state.corps[world.openCorpids.get(id) ?? ""] ?? null;
}

/** Case does not matter in requests (protocol.md 1.2). */
export function findWireMember(world: World, corp: Corp, id: string): Member | null {
  const wanted = id.toLowerCase();
  return corp.members.find((member) => wireUserid(world, member).toLowerCase() === wanted) ?? null;
}

export function findMember(corp: Corp, id: string): Member | null {
  return corp.members.find((member) => member.userid === id || member.openUserid === id) ?? null;
}

export function installKey(suiteId: string, corpid: string): string {
  return `${suiteId} ${corpid}`;
}

export function findInstall(world: World, suiteId: string, corpid: string): Install | null {
  return world.state.installs[installKey(suiteId, corpid)] ?? null;
}

/** An install that is alive, or the error a call about it must give. */
export function getActiveInstall(world: World, suite: Suite, corp: Corp): Install {
  const install = findInstall(world, suite.suiteId, corp.corpid);
  if (install === null || install.status === "cancelled") throw new ApiError(48004);
  return install;
}

/** Departments with everything below them. */
export function withChildren(corp: Corp, ids: readonly number[]): Set<number> {
  const all = new Set(ids);
  let before = -1;
  while (before !== all.size) {
    before = all.size;
    for (const one of corp.departments) if (all.has(one.parentid)) all.add(one.id);
  }
  return all;
}

/** The members inside an install's visible range. */
export function visibleMembers(corp: Corp, install: Install): Member[] {
  const { allowParty, allowUser, allowTag } = install.range;
  const tags = corp.tags.filter((tag) => allowTag.includes(tag.id));
  const departments = withChildren(corp, [...allowParty, ...tags.flatMap((tag) => tag.parties)]);
  const users = new Set([...allowUser, ...tags.flatMap((tag) => tag.users)]);
  return corp.members.filter(
    (member) => users.has(member.userid) || member.departments.some((id) => departments.has(id)),
  );
}
