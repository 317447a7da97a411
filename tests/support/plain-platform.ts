import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { encrypt, getSignature } from "@wecom/crypto";
import { freePort } from "./product";

export type PlainCall = {
  path: string;
  query: URLSearchParams;
  method: string;
  body: Record<string, unknown>;
};

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : JSON.parse(text);
}

/**
 * The least of WeCom that its documents promise, written here and not taken from the simulator: only the mandatory
 * fields, no `errcode` where it may be absent, every auth_code once. `corps` maps an auth_code to whose it is.
 */
export async function startPlainPlatform(corps: Map<string, { corpid: string; name: string }>) {
  const port = await freePort();
  const calls: PlainCall[] = [];
  const used = new Set<string>();
  const ok = { errcode: 0, errmsg: "ok" };
  const answers: Record<string, (call: PlainCall) => object> = {
    get_suite_token: () => ({ ...ok, suite_access_token: `SAT${"s".repeat(400)}`, expires_in: 7200 }),
    get_provider_token: () => ({ provider_access_token: `PAT${"p".repeat(400)}`, expires_in: 7200 }),
    get_pre_auth_code: () => ({
      ...ok,
      pre_auth_code: `PAC${randomBytes(8).toString("hex")}`,
      expires_in: 1200,
    }),
    set_session_info: () => ok,
    get_permanent_code: ({ body }) => {
      const code = String(body.auth_code);
      const corp = corps.get(code);
      if (!corp || used.has(code)) return { errcode: 40078, errmsg: " invalid auth_code" };
      used.add(code);
      return {
        access_token: `CAT-${corp.corpid}`,
        expires_in: 7200,
        permanent_code: `PC-${corp.corpid}`,
        auth_corp_info: { corpid: corp.corpid, corp_name: corp.name },
        auth_info: { agent: [{ agentid: 1000042, name: "App" }] },
      };
    },
    get_auth_info: ({ body }) => {
      const corp = [...corps.values()].find((one) => one.corpid === body.auth_corpid);
      return {
        auth_corp_info: { corpid: corp?.corpid, corp_name: corp?.name },
        auth_info: { agent: [{ agentid: 1000042, name: "App" }] },
      };
    },
    get_corp_token: ({ body }) => ({ access_token: `CAT-${body.auth_corpid}`, expires_in: 7200 }),
    get_admin_list: () => ({ ...ok, admin: [{ userid: "boss", auth_type: 1 }] }),
    get_login_info: ({ body }) => ({
      usertype: 1,
      user_info: { userid: "boss", name: "boss" },
      corp_info: { corpid: corps.get(String(body.auth_code))?.corpid },
      agent: [{ agentid: 1000042, auth_type: 1 }],
    }),
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://platform");
    const call = {
      path: url.pathname,
      query: url.searchParams,
      method: request.method ?? "",
      body: await bodyOf(request),
    };
    calls.push(call);
    const answer = answers[url.pathname.split("/").at(-1) ?? ""];
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json; charset=UTF-8" });
    response.end(answer ? JSON.stringify(answer(call)) : "not here");
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  return {
    url: `http://127.0.0.1:${port}`,
    count: (name: string) => calls.filter((call) => call.path.endsWith(`/${name}`)).length,
    calls,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type Keys = { token: string; encodingAesKey: string };

function signed(keys: Keys, text: string, receiveId: string): { encrypted: string; query: URLSearchParams } {
  const encrypted = encrypt(keys.encodingAesKey, text, receiveId);
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomBytes(6).toString("hex")];
  const signature = getSignature(keys.token, timestamp, nonce, encrypted);
  return { encrypted, query: new URLSearchParams({ msg_signature: signature, timestamp, nonce }) };
}

/** The GET that a vendor console sends when a callback URL is saved. */
export function askProof(url: string, keys: Keys, text: string, receiveId: string): Promise<Response> {
  const { encrypted, query } = signed(keys, text, receiveId);
  query.set("echostr", encrypted);
  return fetch(`${url}?${query}`, { redirect: "manual" });
}

/** A pushed event, encrypted and signed by a library that is not ours. */
export function push(url: string, keys: Keys, xml: string, receiveId: string): Promise<Response> {
  const { encrypted, query } = signed(keys, xml, receiveId);
  const body = `<xml><ToUserName><![CDATA[${receiveId}]]></ToUserName><AgentID></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  return fetch(`${url}?${query}`, {
    method: "POST",
    headers: { "content-type": "text/xml" },
    body,
    redirect: "manual",
  });
}
