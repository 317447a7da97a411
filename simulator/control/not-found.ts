/** A thing named in the path or body that is not there; answered with 404. */
export class NotFound extends Error {}

/** The body as JSON; nothing sent counts as `{}`. */
export async function readJson(context: { req: { text(): Promise<string> } }): Promise<unknown> {
  const text = await context.req.text();
  return text === "" ? {} : (JSON.parse(text) as unknown);
}
