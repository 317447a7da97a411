import { codeSeconds, issueCode } from "../codes";
import { ApiError } from "../errors";
import { findWireMember, wireCorpid, wireUserid } from "../identity";
import { contactSyncToken } from "../registration";
import { expiresIn } from "../tokens";
import { requireContactSync, requireProvider } from "./auth";
import { type ApiCall, get, integer, ok, optionalText, post, type Routes, text } from "./call";

const REGISTER_STATE = /^[A-Za-z0-9]{0,128}$/;

/** Registration by promotion code, and what its contact_sync token may do. Source: protocol.md 4.8. */
export const registrationRoutes: Routes = {
  "service/get_register_code": post((call) => {
    requireProvider(call);
    const templateId = text(call, "template_id", 84019);
    const state = optionalText(call, "state") ?? "";
    if (!REGISTER_STATE.test(state)) throw new ApiError(84025);
    const about = { templateId, state, corpName: optionalText(call, "corp_name") ?? "新注册企业" };
    const code = issueCode(call.world, { kind: "register", suiteId: null, corpid: null, about });
    return ok({ register_code: code.value, expires_in: codeSeconds(code) });
  }),

  "service/get_register_info": post((call) => {
    requireProvider(call);
    const code = call.world.state.codes[text(call, "register_code", 84021)];
    if (code?.kind !== "register") throw new ApiError(84022);
    const corp = call.world.state.corps[code.about.registeredCorpid ?? ""];
    const isLate = call.world.clock.now() > code.issuedAt + 86_400_000;
    if (corp === undefined || isLate) throw new ApiError(84024);
    call.corpid = corp.corpid;
    const token = contactSyncToken(call.world, corp, call.ip);
    const member = corp.members[0];
    return ok({
      corpid: wireCorpid(call.world, corp),
      contact_sync: { access_token: token.value, expires_in: expiresIn(call.world, token) },
      auth_user_info: { userid: member === undefined ? "" : wireUserid(call.world, member) },
      state: code.about.state ?? "",
      template_id: code.about.templateId ?? "",
    });
  }),

  /** The visible range, set by the provider while the registration token lives. */
  "agent/set_scope": post((call) => {
    const { corp, install } = requireContactSync(call);
    if (integer(call, "agentid", null) !== install.agentid) throw new ApiError(301002);
    const users = listOf(call, "allow_user");
    const members = users.map((id) => findWireMember(call.world, corp, id));
    const parties = listOf(call, "allow_party").map(Number);
    const tags = listOf(call, "allow_tag").map(Number);
    install.range = {
      allowUser: members.flatMap((member) => member?.userid ?? []),
      allowParty: parties.filter((id) => corp.departments.some((one) => one.id === id)),
      allowTag: tags.filter((id) => corp.tags.some((one) => one.id === id)),
    };
    return ok({
      invaliduser: users.filter((_, index) => members[index] === null),
      invalidparty: parties.filter((id) => !corp.departments.some((one) => one.id === id)),
      invalidtag: tags.filter((id) => !corp.tags.some((one) => one.id === id)),
    });
  }),

  "sync/contact_sync_success": get((call) => {
    requireContactSync(call);
    return ok();
  }),
};

function listOf(call: ApiCall, name: string): string[] {
  const value = call.body[name];
  return Array.isArray(value) ? value.map(String) : [];
}
