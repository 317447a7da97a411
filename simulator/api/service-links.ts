import { ApiError } from "../errors";
import { findCorp, wireCorpid } from "../identity";
import { requireCorp, requireProvider, requireSuite } from "./auth";
import {
  type ApiCall,
  type ApiReply,
  get,
  integer,
  ok,
  optionalText,
  post,
  type Routes,
  text,
  texts,
} from "./call";
import { pixel } from "./pixel";

const QR_STATE = /^[A-Za-z0-9]{0,32}$/;

/** QR codes, customised-app links, id conversion of corps. Source: protocol.md 4.2, 4.7. */
export const linkRoutes: Routes = {
  "service/get_app_qrcode": post((call) => {
    const suite = requireSuite(call);
    if (text(call, "suite_id", 41021) !== suite.suiteId) throw new ApiError(48003);
    const state = optionalText(call, "state") ?? "";
    if (!QR_STATE.test(state)) throw new ApiError(84025);
    const style = integer(call, "style", 0);
    const resultType = integer(call, "result_type", 1);
    if (style < 0 || style > 4 || (resultType !== 1 && resultType !== 2)) throw new ApiError(40058);
    if (resultType === 1) return { bytes: pixel(), contentType: "image/png" };
    const query = new URLSearchParams({ suite_id: suite.suiteId, state });
    return ok({ qrcode: `${call.world.settings.url}/3rdapp/market?${query}` });
  }),

  "service/get_account_balance": get((call) => {
    requireProvider(call);
    return ok({ balance: call.world.state.provider.balance });
  }),

  "service/get_customized_auth_url": post((call) => {
    requireProvider(call);
    const ids = Array.isArray(call.body.templateid_list) ? texts(call, "templateid_list", 9) : [];
    if (ids.length === 0) throw new ApiError(84019);
    if (ids.some((id) => call.world.state.suites[id]?.kind !== "template")) throw new ApiError(84020);
    const state = optionalText(call, "state") ?? "";
    if (!QR_STATE.test(state)) throw new ApiError(84025);
    const query = new URLSearchParams({ suite_id: ids.join(","), state });
    return ok({ qrcode_url: `${call.world.settings.url}/3rdapp/market?${query}`, expires_in: 864_000 });
  }),

  "service/corpid_to_opencorpid": post((call) => {
    requireProvider(call);
    const corp = findCorp(call.world, text(call, "corpid", 41002));
    if (corp === null) throw new ApiError(40013);
    call.corpid = corp.corpid;
    const isKnown = Object.values(call.world.state.installs).some(
      (install) => install.corpid === corp.corpid && install.status === "active",
    );
    if (!isKnown) throw new ApiError(48001);
    return ok({ open_corpid: corp.openCorpid });
  }),

  "service/externalcontact/finish_external_userid_migration": post(finishMigration),
  "externalcontact/finish_external_userid_migration": post(finishMigration),

  "service/externalcontact/unionid_to_external_userid_3rd": post((call) => {
    requireSuite(call);
    const unionid = text(call, "unionid", 40063);
    const found = Object.values(call.world.state.corps).flatMap((corp) =>
      corp.externals
        .filter((one) => one.unionid === unionid)
        .map((one) => ({ corpid: wireCorpid(call.world, corp), external_userid: one.externalUserid })),
    );
    return ok({ external_userid_info: found });
  }),

  /** Retired (protocol.md 4.13). */
  "service/get_agent": post(() => {
    throw new ApiError(48005);
  }),
  "service/set_agent": post(() => {
    throw new ApiError(48005);
  }),

  /** Any corp token; provider and suite tokens fail (protocol.md 4.11). */
  getcallbackip: get((call) => {
    requireCorp(call);
    return ok({ ip_list: ["127.0.0.1", "127.0.0.*"] });
  }),
  get_api_domain_ip: get((call) => {
    requireCorp(call);
    return ok({ ip_list: ["127.0.0.1"] });
  }),
};

function finishMigration(call: ApiCall): ApiReply {
  requireProvider(call);
  text(call, "corpid", 41002);
  return ok();
}
