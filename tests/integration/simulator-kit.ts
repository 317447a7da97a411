import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { decrypt, encrypt, getSignature } from "@wecom/crypto";
import type { Seed } from "../../simulator/seed";
import { type Simulator, type StartOptions, startSimulator } from "../../simulator/start";

export const PROVIDER = "wwprovider00000001";
export const PROVIDER_SECRET = "provider-secret-for-tests";
export const SUITE = "wwexample0000suite";
export const SECRET = "suite-secret-for-tests";
export const TOKEN = "SuiteTok9";
export const KEY = "PjK1gIhqjj6npCwwADiBUSVa4p6zeAMANqJPiNT3bGY";
export const PROVIDER_TOKEN = "ProviderTok7";
export const PROVIDER_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

/** One request the receiver got, opened with @wecom/crypto, which nobody here wrote. */
export interface Received {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  message: string;
  receiveId: string;
}

export type Reaction = (received: Received, response: ServerResponse) => void;

export interface Receiver {
  url: string;
  received: Received[];
  /** Replaced by a test that wants another answer; the usual one is a correct provider. */
  react: Reaction;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const receiver: Receiver = { url: "", received, react: behave, close: async () => {} };
  const server = createServer((request, response) => {
    void read(request).then((one) => {
      received.push(one);
      receiver.react(one, response);
    });
  });
  const port = await listenLow(server);
  receiver.url = `http://localhost:${port}`;
  receiver.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return receiver;
}

export const behave: Reaction = (received, response) => {
  response.setHeader("Content-Type", "text/plain");
  response.end(received.method === "GET" ? received.message : "success");
};

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    // A half-open connection: what came is what there is.
  }
  const url = new URL(request.url ?? "/", "http://localhost");
  const body = Buffer.concat(chunks).toString();
  const sealed = url.searchParams.get("echostr") ?? /<Encrypt>\s*<!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? "";
  const [token, key] = url.pathname.includes("provider") ? [PROVIDER_TOKEN, PROVIDER_KEY] : [TOKEN, KEY];
  const { searchParams: query } = url;
  const signature = getSignature(token, query.get("timestamp") ?? "", query.get("nonce") ?? "", sealed);
  const isSigned = signature === query.get("msg_signature");
  const opened = isSigned ? decrypt(key, sealed) : { message: "", id: "-40001" };
  return {
    method: request.method ?? "",
    path: url.pathname,
    query,
    body,
    message: opened.message,
    receiveId: opened.id,
  };
}

/** A passive reply as a provider makes it (protocol.md 2.7). */
export function passiveReply(xml: string, receiveId: string): string {
  const sealed = encrypt(KEY, xml, receiveId);
  const signature = getSignature(TOKEN, "1700000000", "n1", sealed);
  return `<xml><Encrypt><![CDATA[${sealed}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>1700000000</TimeStamp><Nonce><![CDATA[n1]]></Nonce></xml>`;
}

/** Below the ephemeral range, where no outgoing connection can sit. */
async function listenLow(server: Server): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (isFree) return port;
  }
  throw new Error("no free port below 30000");
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenLow(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Kit {
  simulator: Simulator;
  receiver: Receiver;
  /** POST (or GET without a body) on the platform's API, answered as parsed JSON. */
  api(path: string, body?: object): Promise<Record<string, unknown>>;
  /** The control API. */
  control(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** Pushes a ticket and fetches the suite token with it. */
  suiteToken(): Promise<string>;
  providerToken(): Promise<string>;
  corpid: string;
  openCorpid: string;
  close(): Promise<void>;
}

export interface KitOptions extends StartOptions {
  suite?: NonNullable<Seed["suites"]>[number];
  provider?: Seed["provider"];
}

export async function startKit({ suite, provider, ...options }: KitOptions = {}): Promise<Kit> {
  const receiver = await startReceiver();
  const port = await freePort();
  const { url } = receiver;
  const simulator = await startSimulator({
    port,
    seed: 7,
    ticketSeconds: 86_400,
    seedData: {
      provider: {
        corpId: PROVIDER,
        secret: PROVIDER_SECRET,
        token: PROVIDER_TOKEN,
        encodingAesKey: PROVIDER_KEY,
        url: `${url}/provider`,
        ...provider,
      },
      suites: [
        {
          suiteId: SUITE,
          key: "crm",
          suiteSecret: SECRET,
          token: TOKEN,
          encodingAesKey: KEY,
          commandUrl: `${url}/command`,
          dataUrl: `${url}/data`,
          businessUrl: `${url}/settings?a=1&c=$CORPID$`,
          ...suite,
        },
      ],
      corps: [{ corpid: "wwcorp00000000001", name: "一号企业" }],
      timing: { retryDelayMs: 5 },
    },
    ...options,
  });
  // The clock's own first push would disturb the counting in tests.
  for (const one of Object.values(simulator.state.suites)) one.nextTicketAt = null;
  const call = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${simulator.url}${path}`, { method, ...sent });
    const text = await response.text();
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const kit: Kit = {
    simulator,
    receiver,
    api: (path, body) => call(body === undefined ? "GET" : "POST", `/cgi-bin/${path}`, body),
    control: (method, path, body) => call(method, `/_sim/${path}`, body),
    suiteToken: async () => {
      await kit.control("POST", `suites/${Object.keys(simulator.state.suites)[0]}/push-ticket`);
      const ticket = simulator.state.suites[suite?.suiteId ?? SUITE]?.tickets.at(-1)?.value;
      const body = { suite_id: suite?.suiteId ?? SUITE, suite_secret: SECRET, suite_ticket: ticket };
      return String((await kit.api("service/get_suite_token", body)).suite_access_token);
    },
    providerToken: async () => {
      const body = { corpid: PROVIDER, provider_secret: PROVIDER_SECRET };
      return String((await kit.api("service/get_provider_token", body)).provider_access_token);
    },
    corpid: "wwcorp00000000001",
    openCorpid: simulator.state.corps.wwcorp00000000001?.openCorpid ?? "",
    close: async () => {
      await simulator.close();
      await receiver.close();
    },
  };
  return kit;
}

export interface Granted {
  sat: string;
  permanentCode: string;
  accessToken: string;
  agentid: number;
  reply: Record<string, unknown>;
}

/** Flow B from the vendor's side, exchanged: what a provider holds afterwards. */
export async function install(kit: Kit, suiteId = SUITE): Promise<Granted> {
  const sat = await kit.suiteToken();
  const { authCode } = (await kit.control("POST", `corps/${kit.corpid}/install`, { suiteId })) as {
    authCode: string;
  };
  const reply = await kit.api(`service/get_permanent_code?suite_access_token=${sat}`, {
    auth_code: authCode,
    suite_id: suiteId,
  });
  const info = reply.auth_info as { agent: Array<{ agentid: number }> };
  return {
    sat,
    permanentCode: String(reply.permanent_code),
    accessToken: String(reply.access_token),
    agentid: info.agent[0]?.agentid ?? 0,
    reply,
  };
}

/** Walks a page like a browser without scripts: the form's action and hidden fields, then the button. */
export async function submitForm(
  page: string,
  base: string,
  testId: string,
  change: Record<string, string> = {},
): Promise<Response> {
  const form = new RegExp(`<form[^>]*data-testid="${testId}"[^>]*>([\\s\\S]*?)</form>`).exec(page);
  if (form === null) throw new Error(`no form ${testId} in: ${page.slice(0, 500)}`);
  const action = /action="([^"]*)"/.exec(form[0])?.[1] ?? "";
  const body = new URLSearchParams();
  for (const input of form[0].matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"[^>]*>/g)) {
    if (!input[0].includes("checkbox")) body.set(decodeHtml(input[1] ?? ""), decodeHtml(input[2] ?? ""));
  }
  for (const select of form[0].matchAll(/<select[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) {
    const options = [...(select[2] ?? "").matchAll(/<option[^>]*value="([^"]*)"([^>]*)>/g)];
    const chosen = options.filter((option) => option[0].includes("selected"));
    const isMany = select[0].includes("multiple");
    for (const option of isMany ? chosen : [chosen[0] ?? options[0]])
      if (option?.[1] !== undefined) body.append(select[1] ?? "", decodeHtml(option[1]));
  }
  for (const [name, value] of Object.entries(change)) body.set(name, value);
  return fetch(new URL(action.replaceAll("&amp;", "&"), base), { method: "POST", body, redirect: "manual" });
}

function decodeHtml(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

export function tag(xml: string, name: string): string {
  return (
    new RegExp(`<${name}>\\s*(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?\\s*</${name}>`).exec(xml)?.[1] ?? ""
  );
}
