import { ApiError } from "../errors";
import { findOpenCorp, findOpenMember } from "../identity";
import type { Job, Licence } from "../state";
import type { Corp } from "../state-corp";
import { requireProvider } from "./auth";
import { type ApiCall, integer, isJson, type Json, object, ok, post, type Routes, text, texts } from "./call";
import { activeInfo, corpOf, newOrder, payLicenceOrder } from "./licence";

/** Not again to the same member within 30 days (protocol.md 4.9). */
const TRANSFER_PAUSE_SECONDS = 30 * 86_400;

/** Licences in bulk: several codes, hand-over, renewal, orders of several corps. Source: protocol.md 4.9. */
export const licenceJobRoutes: Routes = {
  "license/batch_get_active_info_by_code": post((call) => {
    const corp = corpOf(call);
    const codes = texts(call, "active_code_list", 1000);
    const found = codes.flatMap((code) => ownLicence(call, corp, code) ?? []);
    const invalid = codes.filter((code) => ownLicence(call, corp, code) === null);
    return ok({
      active_info_list: found.map((one) => activeInfo(call, one)),
      invalid_active_code_list: invalid,
    });
  }),

  "license/batch_transfer_license": post((call) => {
    const corp = corpOf(call);
    const transfer_result = rows(call, "transfer_list").map((row) => {
      const from = String(row.handover_userid);
      const to = String(row.takeover_userid);
      return { handover_userid: from, takeover_userid: to, errcode: transfer(call, corp, from, to) };
    });
    return ok({ transfer_result });
  }),

  "license/batch_share_active_code": post((call) => {
    corpOf(call);
    const to = findOpenCorp(call.world, text(call, "to_corpid", 41002));
    if (to === null) throw new ApiError(40013);
    const share_result = rows(call, "share_list").map((row) => {
      const licence = call.world.state.licences[String(row.active_code)];
      if (licence === undefined) return { active_code: String(row.active_code), errcode: 701_021 };
      if (licence.userid !== null) return { active_code: licence.activeCode, errcode: 701_003 };
      licence.corpid = to.corpid;
      return { active_code: licence.activeCode, errcode: 0 };
    });
    return ok({ share_result });
  }),

  "license/create_renew_order_job": post((call) => {
    const corp = corpOf(call);
    const list = rows(call, "account_list");
    const wrong = list.filter((row) => licenceOf(call, corp, String(row.userid)) === null);
    const job = keepJob(call, "licence_order", {
      corpid: corp.corpid,
      users: list.filter((row) => !wrong.includes(row)).map((row) => row.userid),
    });
    const invalid_account_list = wrong.map((row) => ({ ...row, errcode: 701_016, errmsg: "not activated" }));
    return ok({ jobid: job.jobId, invalid_account_list });
  }),

  "license/submit_order_job": post((call) => {
    requireProvider(call);
    const job = jobOf(call);
    const corp = call.world.state.corps[String(job.result.corpid)];
    if (corp === undefined) throw new ApiError(40058, "jobid");
    const users = Array.isArray(job.result.users) ? job.result.users.length : 0;
    const order = newOrder(call, corp, { ...duration(call), baseCount: users, externalCount: 0 });
    order.orderType = 2;
    return ok({ order_id: order.orderId });
  }),

  "license/create_new_order_job": post((call) => {
    requireProvider(call);
    const orders = rows(call, "buy_list").map((row) => {
      const corp = findOpenCorp(call.world, String(row.corpid));
      if (corp === null) throw new ApiError(40013);
      const within = { ...call, body: row };
      const count = { ...call, body: object(within, "account_count") };
      const size = {
        ...duration(within),
        baseCount: integer(count, "base_count", 0),
        externalCount: integer(count, "external_contact_count", 0),
      };
      return newOrder(call, corp, size).orderId;
    });
    return ok({ jobid: keepJob(call, "licence_order", { orders }).jobId });
  }),

  "license/submit_new_order_job": post((call) => {
    requireProvider(call);
    jobOf(call);
    return ok();
  }),

  "license/new_order_job_result": post((call) => {
    requireProvider(call);
    return ok({ status: 3, order_id: jobOf(call).jobId });
  }),

  "license/get_union_order": post((call) => {
    requireProvider(call);
    const orders = orderIds(call).flatMap((id) => call.world.state.licenceOrders[id] ?? []);
    const price = orders.reduce((sum, order) => sum + order.price, 0);
    const buy_list = orders.map((order) => ({
      sub_order_id: order.orderId,
      corpid: call.world.state.corps[order.corpid]?.openCorpid ?? order.corpid,
      account_count: { base_count: order.baseCount, external_contact_count: order.externalCount },
      account_duration: { months: order.months, days: order.days },
    }));
    const order_status = orders.every((order) => order.orderStatus === 1) ? 1 : 0;
    const order = { order_id: text(call, "order_id", 40058), order_type: 8, order_status, price };
    return ok({ order, buy_list, has_more: 0, next_cursor: "" });
  }),

  "license/submit_pay_job": post((call) => {
    requireProvider(call);
    const orders = orderIds(call).flatMap((id) => call.world.state.licenceOrders[id] ?? []);
    if (orders.length === 0) throw new ApiError(40058, "order_id");
    const { provider } = call.world.state;
    const price = orders.reduce((sum, order) => sum + order.price, 0);
    const isPaid = provider.balance >= price;
    if (isPaid) {
      provider.balance -= price;
      for (const order of orders) payLicenceOrder(call.world, order);
    }
    return ok({ jobid: keepJob(call, "licence_pay", { status: isPaid ? 1 : 2 }).jobId });
  }),

  "license/pay_job_result": post((call) => {
    requireProvider(call);
    const job = jobOf(call);
    return ok({ status: Number(job.result.status ?? 1) });
  }),

  "license/support_policy_query": post((call) => {
    corpOf(call);
    return ok({ order_new_support: 1, order_renew_support: 1 });
  }),
};

function rows(call: ApiCall, name: string): Json[] {
  const list = call.body[name];
  if (!Array.isArray(list) || !list.every(isJson)) throw new ApiError(40058);
  return list;
}

function duration(call: ApiCall): { months: number; days: number } {
  const within = { ...call, body: object(call, "account_duration") };
  return { months: integer(within, "months", 0), days: integer(within, "days", 0) };
}

/** An order of one corp, or the orders behind a job of several. */
function orderIds(call: ApiCall): string[] {
  const id = text(call, "order_id", 40058);
  const listed = call.world.state.jobs[id]?.result.orders;
  return Array.isArray(listed) ? listed.map(String) : [id];
}

function keepJob(call: ApiCall, kind: Job["kind"], result: Job["result"]): Job {
  const jobId = `job${call.world.random.text(40)}`;
  const job = { jobId, kind, createdAt: call.world.clock.now(), result };
  call.world.state.jobs[jobId] = job;
  return job;
}

function jobOf(call: ApiCall): Job {
  const job = call.world.state.jobs[text(call, "jobid", 40058)];
  if (job === undefined) throw new ApiError(40058, "jobid");
  return job;
}

function ownLicence(call: ApiCall, corp: Corp, code: string): Licence | null {
  const licence = call.world.state.licences[code];
  return licence?.corpid === corp.corpid ? licence : null;
}

function licenceOf(call: ApiCall, corp: Corp, userid: string): Licence | null {
  const own = Object.values(call.world.state.licences).filter((one) => one.corpid === corp.corpid);
  return own.find((one) => one.userid === userid) ?? null;
}

/** errcode of one hand-over: 701016 nothing to give, 701017 too soon, 701018 the receiver has one. */
function transfer(call: ApiCall, corp: Corp, from: string, to: string): number {
  const licence = licenceOf(call, corp, from);
  if (licence === null) return 701_016;
  if (findOpenMember(corp, to) === null) return 60_111;
  if (licenceOf(call, corp, to)?.type === licence.type) return 701_018;
  const now = call.world.clock.seconds();
  if ((licence.transferredAt ?? 0) + TRANSFER_PAUSE_SECONDS > now) return 701_017;
  Object.assign(licence, { userid: to, transferredAt: now });
  return 0;
}
