import { ApiError } from "../errors";
import { findOpenCorp, findOpenMember } from "../identity";
import { TRIAL_SECONDS } from "../licences";
import type { Licence, LicenceOrder } from "../state";
import type { Corp } from "../state-corp";
import { requireProvider } from "./auth";
import { type ApiCall, integer, type Json, object, ok, optionalText, post, type Routes, text } from "./call";

const MONTH_DAYS = 31;

export function corpOf(call: ApiCall): Corp {
  requireProvider(call);
  const corp = findOpenCorp(call.world, text(call, "corpid", 41002));
  if (corp === null) throw new ApiError(40013);
  call.corpid = corp.corpid;
  return corp;
}

/** Interface licences (接口调用许可). Source: protocol.md 4.9. Ids in encrypted form only, in either identity mode. */
export const licenceRoutes: Routes = {
  "license/get_app_license_info": post((call) => {
    const corp = corpOf(call);
    text(call, "suite_id", 41021);
    if (corp.firstInstalledAt === null) throw new ApiError(701015);
    const start = Math.floor(corp.firstInstalledAt / 1000);
    const name = call.world.state.switches.wireMisspelt ? "trail_info" : "trial_info";
    return ok({ license_status: 1, [name]: { start_time: start, end_time: start + TRIAL_SECONDS } });
  }),

  "license/create_new_order": post((call) => {
    const corp = corpOf(call);
    text(call, "buyer_userid", 41009);
    const count = { ...call, body: object(call, "account_count") };
    const length = { ...call, body: object(call, "account_duration") };
    const baseCount = integer(count, "base_count", 0);
    const externalCount = integer(count, "external_contact_count", 0);
    if (baseCount + externalCount === 0) throw new ApiError(40058);
    const order = newOrder(call, corp, {
      baseCount,
      externalCount,
      months: integer(length, "months", 0),
      days: integer(length, "days", 0),
    });
    return ok({ order_id: order.orderId });
  }),

  "license/get_order": post((call) => {
    requireProvider(call);
    return ok({ order: orderObject(call, orderOf(call)) });
  }),

  "license/list_order": post((call) => {
    requireProvider(call);
    const corpid = optionalText(call, "corpid") ?? "";
    const wanted = corpid === "" ? null : (findOpenCorp(call.world, corpid)?.corpid ?? "");
    const list = Object.values(call.world.state.licenceOrders).filter(
      (one) => wanted === null || one.corpid === wanted,
    );
    const page = paged(call, list);
    const order_list = page.rows.map((one) => ({ order_id: one.orderId, order_type: one.orderType }));
    return ok({ order_list, ...page.rest });
  }),

  "license/list_order_account": post((call) => {
    requireProvider(call);
    const order = orderOf(call);
    const list = Object.values(call.world.state.licences).filter((one) => one.orderId === order.orderId);
    const page = paged(call, list);
    const account_list = page.rows.map((one) => ({
      active_code: one.activeCode,
      ...(one.userid === null ? {} : { userid: one.userid }),
      type: one.type,
    }));
    return ok({ account_list, ...page.rest });
  }),

  "license/cancel_order": post((call) => {
    corpOf(call);
    const order = orderOf(call);
    if (order.orderStatus !== 0) throw new ApiError(40058);
    order.orderStatus = 2;
    return ok();
  }),

  "license/active_account": post((call) => {
    const corp = corpOf(call);
    activate(call, corp, text(call, "active_code", 701021), text(call, "userid", 41009));
    return ok();
  }),

  "license/batch_active_account": post((call) => {
    const corp = corpOf(call);
    const list = call.body.active_list;
    if (!Array.isArray(list)) throw new ApiError(40058);
    const results = list.map((item: Json) => {
      const one = { active_code: String(item.active_code), userid: String(item.userid) };
      try {
        activate(call, corp, one.active_code, one.userid);
        return { ...one, errcode: 0 };
      } catch (error) {
        return { ...one, errcode: error instanceof ApiError ? error.errcode : -1 };
      }
    });
    return ok({ active_result: results });
  }),

  "license/get_active_info_by_code": post((call) => {
    corpOf(call);
    const licence = call.world.state.licences[text(call, "active_code", 701021)];
    if (licence === undefined) throw new ApiError(701021);
    return ok({ active_info: activeInfo(call, licence) });
  }),

  "license/get_active_info_by_user": post((call) => {
    const corp = corpOf(call);
    const userid = text(call, "userid", 41009);
    const list = Object.values(call.world.state.licences).filter(
      (one) => one.corpid === corp.corpid && one.userid === userid,
    );
    return ok({
      active_status: list.length > 0 ? 1 : 0,
      active_info_list: list.map((one) => activeInfo(call, one)),
    });
  }),

  "license/list_actived_account": post((call) => {
    const corp = corpOf(call);
    const list = Object.values(call.world.state.licences).filter(
      (one) => one.corpid === corp.corpid && one.userid !== null,
    );
    const page = paged(call, list);
    const account_list = page.rows.map((one) => ({
      userid: one.userid,
      type: one.type,
      expire_time: one.expireTime,
      active_time: one.activeTime,
    }));
    return ok({ account_list, ...page.rest });
  }),

  "license/set_auto_active_status": post((call) => {
    const corp = corpOf(call);
    corp.autoActivate = integer(call, "auto_active_status", null) === 1 ? 1 : 0;
    return ok();
  }),
  "license/get_auto_active_status": post((call) => ok({ auto_active_status: corpOf(call).autoActivate })),
};

/** `limit` and `cursor` of the list calls. */
function paged<T>(call: ApiCall, list: readonly T[]) {
  const limit = Math.min(1000, Math.max(1, integer(call, "limit", 500)));
  const from = Number(optionalText(call, "cursor") || "0");
  const has_more = from + limit < list.length ? 1 : 0;
  const rest = { has_more, next_cursor: has_more === 1 ? String(from + limit) : "" };
  return { rows: list.slice(from, from + limit), rest };
}

export function newOrder(
  call: ApiCall,
  corp: Corp,
  size: Pick<LicenceOrder, "baseCount" | "externalCount" | "months" | "days">,
): LicenceOrder {
  const order: LicenceOrder = {
    orderId: `OI00000${call.world.random.text(16)}`,
    orderType: 1,
    orderStatus: 0,
    corpid: corp.corpid,
    price: (size.baseCount + size.externalCount) * 100,
    ...size,
    createTime: call.world.clock.seconds(),
    payTime: null,
  };
  call.world.state.licenceOrders[order.orderId] = order;
  return order;
}

export function orderOf(call: ApiCall): LicenceOrder {
  const order = call.world.state.licenceOrders[text(call, "order_id", 40058)];
  if (order === undefined) throw new ApiError(40058);
  return order;
}

function orderObject(call: ApiCall, order: LicenceOrder): Json {
  const corp = call.world.state.corps[order.corpid];
  return {
    order_id: order.orderId,
    order_type: order.orderType,
    order_status: order.orderStatus,
    corpid: corp?.openCorpid ?? order.corpid,
    price: order.price,
    account_count: { base_count: order.baseCount, external_contact_count: order.externalCount },
    account_duration: { months: order.months, days: order.days },
    create_time: order.createTime,
    pay_time: order.payTime ?? 0,
  };
}

function activate(call: ApiCall, corp: Corp, code: string, userid: string): void {
  const licence = call.world.state.licences[code];
  if (licence?.corpid !== corp.corpid) throw new ApiError(701021);
  if (licence.userid !== null) throw new ApiError(701003);
  if (findOpenMember(corp, userid) === null) throw new ApiError(60111);
  const now = call.world.clock.seconds();
  Object.assign(licence, { userid, activeTime: now, expireTime: now + licence.days * 86_400 });
}

export function activeInfo(call: ApiCall, licence: Licence): Json {
  const isOver = licence.expireTime !== null && licence.expireTime < call.world.clock.seconds();
  return {
    active_code: licence.activeCode,
    type: licence.type,
    status: licence.userid === null ? 1 : isOver ? 3 : 2,
    ...(licence.userid === null
      ? {}
      : { userid: licence.userid, active_time: licence.activeTime, expire_time: licence.expireTime }),
    create_time: licence.createTime,
  };
}

/** The human who pays in the console: the codes come to life (protocol.md 4.9). */
export function payLicenceOrder(world: ApiCall["world"], order: LicenceOrder): void {
  order.orderStatus = 1;
  order.payTime = world.clock.seconds();
  const make = (type: 1 | 2, count: number) => {
    for (let i = 0; i < count; i += 1) {
      const activeCode = world.random.text(24);
      const days = order.months * MONTH_DAYS + order.days;
      const base = { activeCode, orderId: order.orderId, corpid: order.corpid, type, userid: null };
      world.state.licences[activeCode] = {
        ...base,
        createTime: world.clock.seconds(),
        activeTime: null,
        expireTime: null,
        days,
      };
    }
  };
  make(1, order.baseCount);
  make(2, order.externalCount);
}
