import { Hono } from "hono";
import { z } from "zod";
import { issueCode } from "../codes";
import { compose, templateFields } from "../compose";
import { deliver } from "../deliver";
import { EVENT_CATALOGUE, findTemplate } from "../event-catalogue";
import type { AppEnv } from "../http-app";
import { findMember } from "../identity";
import { sendMemberMessage } from "../member-messages";
import type { World } from "../world";
import { getCorp, getInstall, getSuite } from "./find";
import { NotFound, readJson } from "./not-found";

export const eventSchema = z.object({
  channel: z.enum(["command", "data", "settings", "provider"]).optional(),
  suiteId: z.string().optional(),
  corpid: z.string().optional(),
  /** InfoType on command and provider, MsgType on data; `change_app_admin` is made in its own form. */
  type: z.string().optional(),
  /** Instead of channel and type: an id of `/events/templates`. */
  template: z.string().optional(),
  fields: z.record(z.string(), z.unknown()).default({}),
  fromUserName: z.string().optional(),
  /** Instead of fields: the whole plaintext. */
  xml: z.string().optional(),
  receiveId: z.string().optional(),
  wait: z.boolean().default(true),
});

export const messageBody = z.object({
  suiteId: z.string(),
  corpid: z.string(),
  userid: z.string(),
  msgtype: z.string().default("text"),
  content: z.string().default(""),
  fields: z.record(z.string(), z.unknown()).default({}),
});

export const codeBody = z.object({
  kind: z.enum(["oauth", "login", "jscode"]),
  suiteId: z.string().optional(),
  corpid: z.string(),
  userid: z.string().optional(),
  adminId: z.string().optional(),
  scope: z.string().optional(),
});

/** Compose any callback, and what members do. */
export function eventRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  /** By hand, or by `template` with `fields` on top of its example fields. */
  app.post("/events", async (context) => {
    const body = eventSchema.parse(await readJson(context));
    const corp = body.corpid === undefined ? null : getCorp(world, body.corpid);
    const template = body.template === undefined ? null : findTemplate(body.template);
    if (body.template !== undefined && template === null) throw new NotFound(`template ${body.template}`);
    const channel = body.channel ?? template?.channel ?? "command";
    const suite =
      channel === "provider"
        ? null
        : getSuite(world, body.suiteId ?? Object.keys(world.state.suites)[0] ?? "");
    const type = body.type ?? template?.type;
    if (type === undefined) return context.json({ error: "bad_request", message: "type or template" }, 400);
    const examples = template === null ? {} : templateFields(world, template.id, suite, corp);
    const { receiveId, xml } = body;
    const fromUserName = body.fromUserName ?? template?.from;
    const fields = { ...examples, ...body.fields };
    const sent = deliver(
      world,
      compose(world, { channel, suite, corp, type, fields, fromUserName, xml, receiveId }),
    );
    return context.json(body.wait ? await sent : { accepted: true });
  });

  /** Every event and message there is, with example fields. */
  app.get("/events/templates", (context) => context.json({ templates: EVENT_CATALOGUE }));

  /** What is on the phones: sent by the apps, written by members, passive replies. */
  app.get("/messages", (context) => {
    const { suiteId, corpid, userid, direction } = context.req.query();
    const corp = corpid === undefined ? null : getCorp(world, corpid);
    const member = corp === null || userid === undefined ? null : findMember(corp, userid);
    const messages = world.state.messages.filter(
      (one) =>
        (suiteId === undefined || one.suiteId === getSuite(world, suiteId).suiteId) &&
        (corp === null || one.corpid === corp.corpid) &&
        (userid === undefined || one.userid === (member?.userid ?? userid)) &&
        (direction === undefined || one.direction === direction),
    );
    return context.json({ messages });
  });

  /** A member writes to the app: an encrypted data callback (protocol.md 3.5). */
  app.post("/messages", async (context) => {
    const body = messageBody.parse(await readJson(context));
    const suite = getSuite(world, body.suiteId);
    const corp = getCorp(world, body.corpid);
    const member = findMember(corp, body.userid);
    if (member === null) throw new NotFound(`member ${body.userid}`);
    const install = getInstall(world, suite, corp);
    const fields = body.msgtype === "text" ? { Content: body.content, ...body.fields } : body.fields;
    return context.json(
      await sendMemberMessage(world, { suite, corp, install, member, msgtype: body.msgtype, fields }),
    );
  });

  /** A code as the browser pages would make it: oauth, login or jscode. */
  app.post("/codes", async (context) => {
    const { kind, suiteId, corpid, ...about } = codeBody.parse(await readJson(context));
    const corp = getCorp(world, corpid);
    const suite = suiteId === undefined ? null : getSuite(world, suiteId);
    const given = Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined));
    return context.json(
      issueCode(world, { kind, suiteId: suite?.suiteId ?? null, corpid: corp.corpid, about: given }),
    );
  });

  app.get("/deliveries", (context) => {
    const { suiteId, corpid, channel, type, limit } = context.req.query();
    const rows = world.state.deliveries.filter(
      (one) =>
        (suiteId === undefined || one.suiteId === suiteId) &&
        (corpid === undefined || one.corpid === corpid) &&
        (channel === undefined || one.channel === channel) &&
        (type === undefined || one.type === type),
    );
    return context.json({ deliveries: rows.slice(-Number(limit ?? "1000")) });
  });
  return app;
}
