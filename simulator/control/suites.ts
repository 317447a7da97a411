import { Hono } from "hono";
import { z } from "zod";
import type { AppEnv } from "../http-app";
import { suiteSchema } from "../seed";
import { addSuite, saveProviderUrl, saveUrls } from "../suites";
import { pushTicket } from "../tickets";
import type { World } from "../world";
import { getSuite } from "./find";
import { readJson } from "./not-found";

export const urlsBody = z
  .object({
    token: z.string(),
    encodingAesKey: z.string(),
    commandUrl: z.string(),
    dataUrl: z.string(),
    businessUrl: z.string(),
  })
  .partial();

/** The vendor console, without the pages. */
export function suiteRoutes(world: World): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/suites", (context) => context.json({ suites: Object.values(world.state.suites) }));
  app.post("/suites", async (context) =>
    context.json(addSuite(world, suiteSchema.parse(await readJson(context))), 201),
  );
  app.get("/suites/:suiteId", (context) => context.json(getSuite(world, context.req.param("suiteId"))));

  /** Changes without any check: names, domains, secret, published, individualOwner… */
  app.patch("/suites/:suiteId", async (context) => {
    const suite = getSuite(world, context.req.param("suiteId"));
    const { suiteId: _id, ...change } = suiteSchema.parse(await readJson(context));
    return context.json(Object.assign(suite, change));
  });

  /** The GET proof of every URL; nothing is saved unless all pass (rule 1). */
  app.post("/suites/:suiteId/save-urls", async (context) => {
    const suite = getSuite(world, context.req.param("suiteId"));
    const result = await saveUrls(world, suite, urlsBody.parse(await readJson(context)));
    return context.json(result, result.saved ? 200 : 422);
  });

  app.post("/suites/:suiteId/push-ticket", async (context) => {
    const suite = getSuite(world, context.req.param("suiteId"));
    return context.json(await pushTicket(world, suite));
  });

  app.post("/provider/save-url", async (context) => {
    const body = z
      .object({ url: z.string(), token: z.string().optional(), encodingAesKey: z.string().optional() })
      .parse(await readJson(context));
    const proof = await saveProviderUrl(world, body);
    return context.json({ saved: proof.ok, proof }, proof.ok ? 200 : 422);
  });
  return app;
}
