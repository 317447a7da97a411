import { Hono } from "hono";
import { z } from "zod";
import { issueCode } from "../codes";
import { deliver } from "../deliver";
import { adminChangeEvent, type Callback, dataEvent, providerEvent, suiteEvent, typeOf } from "../events";
import type { AppEnv } from "../http-app";
import { findInstall, findMember, wireCorpid, wireUserid } from "../identity";
import { sendMemberMessage } from "../member-messages";
import type { World } from "../world";
import { getCorp, getInstall, getSuite } from "./find";
import { NotFound, readJson } from "./not-found";

const eventSchema = z.object({
  channel: z.enum(["command", "data", "settings", "provider"]).default("command"),
  suiteId: z.string().optional(),
  corpid: z.string().optional(),
  /** InfoType on command and provider, MsgType on data; `change_app_admin` is made in its own form. */
  type: z.string(),
  fields: z.record(z.string(), z.unknown()).default({}),
  fromUserName: z.string().optional(),
  /** Instead of fields: the whole plaintext. */
  xml: z.string().optional(),
  receiveId: z.string().optional(),
  wait: z.boolean().default(true),
});

/** Compose any callback, and what members do. */
export function eventRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.post("/events", async (context) => {
    const body = eventSchema.parse(await readJson(context));
    const made = compose(body);
    const plaintext = body.xml ?? made.plaintext;
    const type = body.xml === undefined ? made.type : typeOf(body.xml);
    const sent = deliver(world, { ...made, plaintext, type, receiveId: body.receiveId ?? made.receiveId });
    return context.json(body.wait ? await sent : { accepted: true });
  });

  function compose(body: z.infer<typeof eventSchema>): Callback {
    const corp = body.corpid === undefined ? null : getCorp(world, body.corpid);
    const named = corp === null || "AuthCorpId" in body.fields ? {} : { AuthCorpId: wireCorpid(world, corp) };
    if (body.channel === "provider")
      return providerEvent(world, body.type, { ...named, ...body.fields }, corp);
    const suite = getSuite(world, body.suiteId ?? Object.keys(world.state.suites)[0] ?? "");
    if (body.channel === "command" && body.type !== "change_app_admin") {
      const isAboutCode = body.type === "create_auth" || body.type === "suite_ticket";
      return suiteEvent(
        world,
        suite,
        body.type,
        isAboutCode ? body.fields : { ...named, ...body.fields },
        corp,
      );
    }
    if (corp === null) throw new NotFound("corpid is needed on the data channel");
    const agentid = findInstall(world, suite.suiteId, corp.corpid)?.agentid ?? null;
    if (body.type === "change_app_admin") return adminChangeEvent(world, suite, corp, agentid ?? 0);
    const member = body.fromUserName === undefined ? corp.members[0] : findMember(corp, body.fromUserName);
    const fromUserName = member == null ? (body.fromUserName ?? "sys") : wireUserid(world, member);
    const event = dataEvent(world, {
      suite,
      corp,
      agentid,
      fromUserName,
      msgType: body.type,
      fields: body.fields,
    });
    return { ...event, channel: body.channel };
  }

  /** A member writes to the app: an encrypted data callback (protocol.md 3.5). */
  app.post("/messages", async (context) => {
    const schema = z.object({
      suiteId: z.string(),
      corpid: z.string(),
      userid: z.string(),
      msgtype: z.string().default("text"),
      content: z.string().default(""),
      fields: z.record(z.string(), z.unknown()).default({}),
    });
    const body = schema.parse(await readJson(context));
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
    const schema = z.object({
      kind: z.enum(["oauth", "login", "jscode"]),
      suiteId: z.string().optional(),
      corpid: z.string(),
      userid: z.string().optional(),
      adminId: z.string().optional(),
      scope: z.string().optional(),
    });
    const { kind, suiteId, corpid, ...about } = schema.parse(await readJson(context));
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
