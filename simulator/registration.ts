import { addCorp } from "./corps";
import { deliver } from "./deliver";
import { providerEvent } from "./events";
import { wireCorpid, wireUserid } from "./identity";
import type { Code, Token } from "./state";
import type { Corp } from "./state-corp";
import type { Delivery } from "./state-log";
import { issueToken, tokenKey } from "./tokens";
import type { World } from "./world";

/** The token of a registration may import contacts for half an hour (protocol.md 3.4, 4.8). */
const CONTACT_SYNC_SECONDS = 1800;

export interface Registered {
  corp: Corp;
  delivery: Promise<Delivery>;
}

/** A new enterprise comes through the promotion code: register_corp on the provider-level URL. */
export function registerCorp(world: World, code: Code, name: string, ip: string): Registered {
  const corp = addCorp(world, {
    name: name || code.about.corpName,
    members: [{ userid: "admin", name: "创建者" }],
  });
  corp.registered = {
    registerCode: code.value,
    templateId: code.about.templateId ?? "",
    state: code.about.state ?? "",
  };
  code.usedAt = world.clock.now();
  code.about.registeredCorpid = corp.corpid;
  const token = contactSyncToken(world, corp, ip);
  const fields = {
    ...common(world, code, corp),
    ContactSync: { AccessToken: token.value, ExpiresIn: CONTACT_SYNC_SECONDS },
  };
  return { corp, delivery: deliver(world, providerEvent(world, "register_corp", fields, corp)) };
}

/** An enterprise that exists already scanned the code: enter_register_package. */
export function enterPackage(world: World, code: Code, corp: Corp): Registered {
  code.about.registeredCorpid = corp.corpid;
  const fields = common(world, code, corp);
  return { corp, delivery: deliver(world, providerEvent(world, "enter_register_package", fields, corp)) };
}

/** `State` is capitalised here (protocol.md 3.4). */
function common(world: World, code: Code, corp: Corp): Record<string, unknown> {
  const member = corp.members[0];
  return {
    RegisterCode: code.value,
    AuthCorpId: wireCorpid(world, corp),
    AuthUserInfo: { UserId: member === undefined ? "" : wireUserid(world, member) },
    State: code.about.state ?? "",
    TemplateId: code.about.templateId ?? "",
  };
}

export function contactSyncToken(world: World, corp: Corp, ip: string): Token {
  const key = tokenKey("contact_sync", corp.corpid);
  const owner = { family: "contact_sync" as const, key, suiteId: null, corpid: corp.corpid };
  return issueToken(world, owner, ip, CONTACT_SYNC_SECONDS);
}
