import { ApiError } from "../errors";
import { findCorp, wireCorpid } from "../identity";
import type { AppOrder } from "../state";
import { requireSuite } from "./auth";
import { type ApiCall, integer, type Json, ok, post, type Routes, text } from "./call";

/** App orders (收银台). Source: protocol.md 4.9. */
export const orderRoutes: Routes = {
  "service/get_order": post((call) => {
    const suite = requireSuite(call);
    const order = call.world.state.orders[text(call, "orderid", 40058)];
    if (order?.suiteid !== suite.suiteId) throw new ApiError(40058);
    return ok(orderObject(call, order));
  }),

  "service/get_order_list": post((call) => {
    const suite = requireSuite(call);
    const from = integer(call, "start_time", null);
    const to = integer(call, "end_time", null);
    const found = Object.values(call.world.state.orders).filter(
      (order) => order.suiteid === suite.suiteId && order.orderTime >= from && order.orderTime <= to,
    );
    return ok({ order_list: found.map((order) => orderObject(call, order)) });
  }),

  "service/prolong_try": post((call) => {
    requireSuite(call);
    const corp = findCorp(call.world, text(call, "buyer_corpid", 41002));
    if (corp === null) throw new ApiError(40013);
    const days = integer(call, "prolong_days", null);
    return ok({ try_end_time: call.world.clock.seconds() + days * 86_400 });
  }),
};

function orderObject(call: ApiCall, order: AppOrder): Json {
  const corp = findCorp(call.world, order.paidCorpid);
  const paid = corp === null ? order.paidCorpid : wireCorpid(call.world, corp);
  return {
    orderid: order.orderid,
    order_status: order.orderStatus,
    order_type: order.orderType,
    paid_corpid: paid,
    ...(order.operatorUserid === null ? {} : { operator_id: order.operatorUserid }),
    operator_corpid: paid,
    suiteid: order.suiteid,
    edition_id: order.editionId,
    edition_name: order.editionName,
    price: order.price,
    user_count: order.userCount,
    order_period: order.orderPeriod,
    order_time: order.orderTime,
    paid_time: order.paidTime ?? 0,
    begin_time: order.beginTime ?? 0,
    end_time: order.endTime ?? 0,
    order_from: order.orderFrom,
    service_share_amount: order.price,
    platform_share_amount: 0,
    dealer_share_amount: 0,
  };
}
