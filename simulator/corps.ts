import { encryptId } from "./identity";
import type { Admin, Corp, Department, Member, Tag } from "./state-corp";
import type { World } from "./world";

export interface NewMember {
  userid: string;
  name?: string | undefined;
  departments?: number[] | undefined;
  mobile?: string | undefined;
  email?: string | undefined;
  position?: string | undefined;
  gender?: "0" | "1" | "2" | undefined;
}

export interface NewCorp {
  corpid?: string | undefined;
  name?: string | undefined;
  corpType?: Corp["corpType"] | undefined;
  isTest?: boolean | undefined;
  departments?: Department[] | undefined;
  members?: NewMember[] | undefined;
  tags?: Tag[] | undefined;
  dealer?: { corpid: string; corpName: string } | undefined;
  admins?: Array<Partial<Admin> & { userid?: string | null | undefined }> | undefined;
}

/** Adds an enterprise; what is left out gets a small, plausible address book. */
export function addCorp(world: World, given: NewCorp): Corp {
  const number = Number(world.nextId("corp").slice("corp-".length));
  const corpid = given.corpid ?? `ww${world.random.text(16).toLowerCase()}`;
  const members = (given.members ?? defaultMembers()).map((member) => newMember(world, corpid, member));
  const corp: Corp = {
    corpid,
    openCorpid: encryptId("wp", world.state.provider.corpid, corpid),
    name: given.name ?? `示例企业 ${number}`,
    fullName: null,
    corpType: given.corpType ?? "unverified",
    verifiedEndTime: null,
    userMax: 200,
    subjectType: 1,
    industry: "IT服务",
    subIndustry: "计算机软件/硬件/信息服务",
    scale: "1-50人",
    isTest: given.isTest ?? true,
    departments: given.departments ?? [
      { id: 1, name: "总部", parentid: 0, order: 1 },
      { id: 2, name: "研发部", parentid: 1, order: 2 },
    ],
    members,
    admins: given.admins?.map(newAdmin) ?? defaultAdmins(members),
    externals: [],
    tags: given.tags ?? [],
    dealer: given.dealer,
    nextAgentid: 1_000_001 + (number % 50),
    firstInstalledAt: null,
    autoActivate: 0,
  };
  if (corp.corpType === "verified") {
    corp.fullName = `${corp.name}有限公司`;
    corp.verifiedEndTime = world.clock.seconds() + 365 * 86_400;
  }
  world.state.corps[corpid] = corp;
  world.openCorpids.set(corp.openCorpid, corpid);
  return corp;
}

export function newMember(world: World, corpid: string, given: NewMember): Member {
  return {
    userid: given.userid,
    openUserid: encryptId("wo", world.state.provider.corpid, `${corpid} ${given.userid}`),
    name: given.name ?? given.userid,
    departments: given.departments ?? [1],
    status: 1,
    gender: given.gender ?? "0",
    mobile: given.mobile ?? "",
    email: given.email ?? "",
    position: given.position ?? "",
  };
}

function defaultMembers(): NewMember[] {
  return [
    { userid: "zhangsan", name: "张三", departments: [1], mobile: "13800000001", position: "总经理" },
    { userid: "lisi", name: "李四", departments: [2], mobile: "13800000002", position: "工程师" },
    { userid: "wangwu", name: "王五", departments: [2], mobile: "13800000003" },
  ];
}

/** One of each kind that get_login_info tells apart, the external one outside the address book (rule 11). */
function defaultAdmins(members: readonly Member[]): Admin[] {
  const [first, second] = members;
  const admins: Admin[] = [
    newAdmin({ userid: first?.userid ?? null, userType: 1, name: first?.name ?? "创建者" }, 0),
  ];
  if (second !== undefined)
    admins.push(newAdmin({ userid: second.userid, userType: 2, name: second.name }, 1));
  admins.push(newAdmin({ userid: null, userType: 3, name: "外部管理员", email: "outside@example.com" }, 2));
  if (second !== undefined)
    admins.push(newAdmin({ userid: second.userid, userType: 4, name: second.name, departments: [2] }, 3));
  return admins;
}

export function newAdmin(
  given: Partial<Admin> & { userid?: string | null | undefined },
  index: number,
): Admin {
  return {
    id: given.id ?? `admin-${index + 1}`,
    userid: given.userid ?? null,
    name: given.name ?? given.userid ?? "管理员",
    email: given.email ?? "",
    userType: given.userType ?? 2,
    authType: given.authType ?? 1,
    departments: given.departments ?? [1],
  };
}
