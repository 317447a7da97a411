import type { BrowserContext } from "playwright-core";

/** What a browser of this test file was shown: documents and the data that Next sends for them. */
const shown: { url: string; text: Promise<string> }[] = [];

/** Remembers every page that a browser gets, for the sweep at the end. */
export function rememberPages(context: BrowserContext): void {
  context.on("response", (response) => {
    const type = response.headers()["content-type"] ?? "";
    // A body is gone when the page has moved on before it was read; then nobody was shown it either.
    if (/text\/(html|x-component)/.test(type))
      shown.push({ url: response.url(), text: response.text().catch(() => "") });
  });
}

type Rows<T> = Record<string, T>;
type SimulatorState = {
  provider: { secret: string };
  suites: Rows<{
    suiteSecret: string;
    token: string;
    encodingAesKey: string;
    tickets: { value: string }[];
  }>;
  installs: Rows<{ permanentCode: string }>;
  tokens: Rows<{ value: string; family: string }>;
  codes: Rows<{ value: string; kind: string }>;
};

/** Shorter ones occur by chance. */
const MIN_LENGTH = 16;

/** Every secret that the platform knows of, by what it is. */
function secretsOf(state: SimulatorState): { isForPages: boolean; what: string; value: string }[] {
  const secret = (what: string, value: string | null | undefined, isForPages = true) =>
    value && value.length >= MIN_LENGTH ? [{ what, value, isForPages }] : [];
  return [
    ...secret("provider secret", state.provider.secret),
    ...Object.values(state.suites).flatMap((one) => [
      ...secret("suite secret", one.suiteSecret),
      // Owners may look at these two, to paste them where the vendor wants them.
      ...secret("callback token", one.token, false),
      ...secret("callback key", one.encodingAesKey, false),
      ...one.tickets.flatMap((ticket) => secret("suite ticket", ticket.value)),
    ]),
    ...Object.values(state.installs).flatMap((one) => secret("permanent code", one.permanentCode)),
    ...Object.values(state.tokens).flatMap((one) => secret(`${one.family} token`, one.value)),
    ...Object.values(state.codes).flatMap((one) => secret(`${one.kind} code`, one.value)),
  ];
}

/**
 * R17: no secret of the whole run in any line that the portal printed, in its metrics, or in a page that a browser was
 * shown. Throws with what was found where, never with the value.
 */
export async function sweep(input: {
  portalUrl: string;
  metricsToken: string;
  simulatorUrl: string;
  /** Everything that every process of the portal printed. */
  output: string;
  /** Secrets of the portal itself. */
  own: Record<string, string>;
}): Promise<void> {
  const reply = await fetch(`${input.portalUrl}/metrics`, {
    headers: { authorization: `Bearer ${input.metricsToken}` },
  });
  if (reply.status !== 200) throw new Error(`R17: metrics answered ${reply.status}`);
  const places = [
    { place: "the log", isPage: false, text: input.output },
    { place: "/metrics", isPage: false, text: await reply.text() },
  ];
  for (const { url, text } of shown.splice(0))
    if (url.startsWith(input.portalUrl))
      places.push({ place: new URL(url).pathname, isPage: true, text: await text });
  const state = (await (await fetch(`${input.simulatorUrl}/_sim/state`)).json()) as SimulatorState;
  const own = Object.entries(input.own).map(([what, value]) => ({ what, value, isForPages: true }));
  const secrets = [...secretsOf(state), ...own];
  const found = new Set<string>();
  for (const { place, isPage, text } of places)
    for (const { what, value, isForPages } of secrets)
      if ((isForPages || !isPage) && text.includes(value)) found.add(`${what} in ${place}`);
  if (found.size > 0) throw new Error(`R17: ${[...found].slice(0, 20).join("; ")}`);
}
