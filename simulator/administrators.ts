import { newAdmin } from "./corps";
import { deliver } from "./deliver";
import { adminChangeEvent } from "./events";
import { installKey } from "./identity";
import type { Admin, Corp } from "./state-corp";
import type { Delivery } from "./state-log";
import type { World } from "./world";

export type AdminChange =
  | { change: "add"; admin: Partial<Admin> }
  | { change: "remove"; id: string }
  | { change: "rights"; id: string; authType: 0 | 1 };

/**
 * The enterprise edits who manages its apps; each installed app hears change_app_admin (protocol.md 3.3).
 * Null when there is no such administrator, or it is the last one.
 */
export function changeAdministrators(
  world: World,
  corp: Corp,
  change: AdminChange,
): Promise<Delivery[]> | null {
  if (change.change === "add") {
    const id = change.admin.id ?? world.nextId("admin");
    corp.admins.push(newAdmin({ ...change.admin, id }, corp.admins.length));
  } else {
    const found = corp.admins.find((one) => one.id === change.id);
    if (found === undefined || (change.change === "remove" && corp.admins.length === 1)) return null;
    if (change.change === "rights") found.authType = change.authType;
    else corp.admins = corp.admins.filter((one) => one !== found);
  }
  const told = Object.values(world.state.suites).flatMap((suite) => {
    const install = world.state.installs[installKey(suite.suiteId, corp.corpid)];
    return install?.status === "active" ? [{ suite, install }] : [];
  });
  return Promise.all(
    told.map(({ suite, install }) => deliver(world, adminChangeEvent(world, suite, corp, install.agentid))),
  );
}
