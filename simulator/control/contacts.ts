import { Hono } from "hono";
import { z } from "zod";
import { payLicenceOrder } from "../api/licence";
import { type ContactChange, changeContacts } from "../contacts";
import { deliver } from "../deliver";
import { providerEvent, suiteEvent } from "../events";
import type { AppEnv } from "../http-app";
import { wireCorpid } from "../identity";
import type { AppOrder } from "../state";
import type { World } from "../world";
import { getCorp, getSuite } from "./find";
import { NotFound, readJson } from "./not-found";

const person = z.object({
  name: z.string().optional(),
  departments: z.array(z.number().int()).optional(),
  mobile: z.string().optional(),
  email: z.string().optional(),
  position: z.string().optional(),
});
const department = z.object({
  id: z.number().int(),
  name: z.string(),
  parentid: z.number().int().default(1),
  order: z.number().int().default(0),
});
export const contactChange = z.discriminatedUnion("changeType", [
  z.object({ changeType: z.literal("create_user"), member: person.extend({ userid: z.string().min(1) }) }),
  z.object({ changeType: z.literal("update_user"), userid: z.string(), change: person }),
  z.object({ changeType: z.literal("delete_user"), userid: z.string() }),
  z.object({ changeType: z.literal("create_party"), department }),
  z.object({ changeType: z.literal("update_party"), department }),
  z.object({ changeType: z.literal("delete_party"), id: z.number().int() }),
  z.object({
    changeType: z.literal("add_external_contact"),
    userid: z.string(),
    external: z.object({
      externalUserid: z.string(),
      name: z.string(),
      unionid: z.string().default(""),
      followers: z.array(z.string()).default([]),
    }),
  }),
]);

export const orderBody = z.object({
  suiteId: z.string(),
  corpid: z.string(),
  price: z.number().default(100),
  userCount: z.number().default(10),
  editionName: z.string().default("标准版"),
});

/** Address book changes, app orders and licence payments: what happens outside the provider's sight. */
export function contactRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.post("/corps/:corpid/contacts", async (context) => {
    const corp = getCorp(world, context.req.param("corpid"));
    const wanted: ContactChange = contactChange.parse(await readJson(context));
    const sent = changeContacts(world, corp, wanted);
    if (sent === null) throw new NotFound("no such member or department");
    return context.json({ deliveries: await sent });
  });

  /** A paid app order; pushes open_order and pay_for_app_success (protocol.md 3.2). */
  app.post("/orders", async (context) => {
    const body = orderBody.parse(await readJson(context));
    const suite = getSuite(world, body.suiteId);
    const corp = getCorp(world, body.corpid);
    const now = world.clock.seconds();
    const order: AppOrder = {
      orderid: `N${world.random.digits(20)}`,
      suiteid: suite.suiteId,
      paidCorpid: corp.corpid,
      operatorUserid: corp.members[0]?.openUserid ?? null,
      orderStatus: 1,
      orderType: 0,
      editionId: `SP${world.random.digits(8)}`,
      editionName: body.editionName,
      price: body.price,
      userCount: body.userCount,
      orderPeriod: 365,
      orderTime: now,
      paidTime: now,
      beginTime: now,
      endTime: now + 365 * 86_400,
      orderFrom: 0,
    };
    world.state.orders[order.orderid] = order;
    const named = { PaidCorpId: wireCorpid(world, corp), OrderId: order.orderid };
    const opened = await deliver(
      world,
      suiteEvent(world, suite, "open_order", { ...named, OperatorId: order.operatorUserid }, corp),
    );
    const paid = await deliver(world, suiteEvent(world, suite, "pay_for_app_success", named, corp));
    return context.json({ order, deliveries: [opened, paid] });
  });

  /** Payment by a human in the console; the codes come to life and license_pay_success is pushed (3.4). */
  app.post("/licence-orders/:orderId/pay", async (context) => {
    const order = world.state.licenceOrders[context.req.param("orderId")];
    if (order === undefined) throw new NotFound("no such licence order");
    payLicenceOrder(world, order);
    const corp = getCorp(world, order.corpid);
    const fields = { AuthCorpId: wireCorpid(world, corp), OrderId: order.orderId, BuyerUserId: "buyer" };
    const delivery = await deliver(world, providerEvent(world, "license_pay_success", fields, corp));
    const codes = Object.values(world.state.licences).filter((one) => one.orderId === order.orderId);
    return context.json({ order, activeCodes: codes.map((one) => one.activeCode), delivery });
  });
  return app;
}
