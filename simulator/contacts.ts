import { type NewMember, newMember } from "./corps";
import { deliver } from "./deliver";
import { type Callback, type Fields, suiteEvent } from "./events";
import { findMember, installKey, visibleMembers, wireCorpid, wireUserid } from "./identity";
import type { Corp, Department, ExternalContact, Member } from "./state-corp";
import type { Delivery } from "./state-log";
import type { World } from "./world";

export type ContactChange =
  | { changeType: "create_user"; member: NewMember }
  | { changeType: "update_user"; userid: string; change: Partial<Omit<NewMember, "userid">> }
  | { changeType: "delete_user"; userid: string }
  | { changeType: "create_party" | "update_party"; department: Department }
  | { changeType: "delete_party"; id: number }
  | { changeType: "add_external_contact"; userid: string; external: ExternalContact };

/**
 * Changes the address book and tells the apps that can see it: change_contact now, contact_sync with a Seq
 * in the legacy dialect (protocol.md 3.2). Null when the person or department is not there.
 */
export function changeContacts(world: World, corp: Corp, change: ContactChange): Promise<Delivery[]> | null {
  const before = new Set(corp.members);
  const told = change.changeType === "delete_user" ? findMember(corp, change.userid) : null;
  const sees = (member: Member) => (install: Parameters<typeof visibleMembers>[1]) =>
    visibleMembers({ ...corp, members: [...before, ...corp.members] }, install).includes(member);
  const applied = apply(world, corp, change);
  if (applied === null) return null;
  const { fields, member } = applied;
  const subject = member ?? told;
  const { installs, suites } = world.state;
  const callbacks = Object.values(suites).flatMap((suite): Callback[] => {
    const install = installs[installKey(suite.suiteId, corp.corpid)];
    if (install?.status !== "active" || (subject !== null && !sees(subject)(install))) return [];
    const common = { AuthCorpId: wireCorpid(world, corp) };
    if (suite.dialect === "legacy") {
      const seq = Number(world.nextId("contact-seq").slice("contact-seq-".length));
      return [suiteEvent(world, suite, "contact_sync", { ...common, Seq: seq }, corp)];
    }
    const type = change.changeType === "add_external_contact" ? "change_external_contact" : "change_contact";
    return [suiteEvent(world, suite, type, { ...common, ChangeType: change.changeType, ...fields }, corp)];
  });
  return Promise.all(callbacks.map((callback) => deliver(world, callback)));
}

interface Applied {
  fields: Fields;
  member: Member | null;
}

function apply(world: World, corp: Corp, change: ContactChange): Applied | null {
  switch (change.changeType) {
    case "create_user": {
      const member = newMember(world, corp.corpid, change.member);
      corp.members.push(member);
      const userid = wireUserid(world, member);
      const lists = { Department: member.departments.join(","), MainDepartment: member.departments[0] ?? 1 };
      return { member, fields: { ...ids(world, member), Name: userid, ...lists, Gender: 0, Status: 1 } };
    }
    case "update_user": {
      const member = findMember(corp, change.userid);
      if (member === null) return null;
      Object.assign(
        member,
        Object.fromEntries(Object.entries(change.change).filter(([, value]) => value !== undefined)),
      );
      const department =
        change.change.departments === undefined ? {} : { Department: member.departments.join(",") };
      return { member, fields: { ...ids(world, member), ...department } };
    }
    case "delete_user": {
      const member = findMember(corp, change.userid);
      if (member === null) return null;
      corp.members = corp.members.filter((one) => one !== member);
      return { member, fields: ids(world, member) };
    }
    case "add_external_contact": {
      const member = findMember(corp, change.userid);
      if (member === null) return null;
      corp.externals.push({ ...change.external, followers: [member.userid] });
      const who = { UserID: wireUserid(world, member), ExternalUserID: change.external.externalUserid };
      return { member, fields: { ...who, State: "", WelcomeCode: world.random.text(24) } };
    }
    default:
      return applyParty(corp, change);
  }
}

function applyParty(
  corp: Corp,
  change: Extract<ContactChange, { changeType: `${string}_party` }>,
): Applied | null {
  if (change.changeType === "delete_party") {
    corp.departments = corp.departments.filter((one) => one.id !== change.id);
    return { member: null, fields: { Id: change.id } };
  }
  const { id, name, parentid, order } = change.department;
  const others = corp.departments.filter((one) => one.id !== id);
  if (change.changeType === "update_party" && others.length === corp.departments.length) return null;
  corp.departments = [...others, change.department];
  return { member: null, fields: { Id: id, Name: name, ParentId: parentid, Order: order } };
}

function ids(world: World, member: Member): Fields {
  return { UserID: wireUserid(world, member), OpenUserID: member.openUserid };
}
