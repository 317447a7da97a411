// Made from the registry of routes (lib/runtime/api/write-client.ts); a test compares them. Not to be edited.

export type Problem = {
  type: string;
  title: string;
  detail: string;
  status: number;
  code: string;
  request_id: string;
  required_scope?: string;
  errcode?: number;
};

/** An answer of 4xx or 5xx. `retryAfterSeconds` is null when trying again is no use. */
export class ApiProblem extends Error {
  override name = "ApiProblem";

  constructor(
    readonly problem: Problem,
    readonly retryAfterSeconds: number | null,
  ) {
    super(`${problem.status} ${problem.code}: ${problem.title}`);
  }
}

export type ClientOptions = { baseUrl: string; key: string; fetch?: typeof fetch };

type Sent = {
  query?: Record<string, string | number | boolean | undefined> | undefined;
  body?: unknown;
  idempotencyKey?: string | undefined;
};

const part = (value: string) => encodeURIComponent(value);

export function createClient(options: ClientOptions) {
  const send = options.fetch ?? fetch;
  async function call<T>(method: string, path: string, sent: Sent = {}): Promise<T> {
    const url = new URL(`${options.baseUrl}/api/v1${path}`);
    for (const [name, value] of Object.entries(sent.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const reply = await send(url, {
      method,
      headers: {
        authorization: `Bearer ${options.key}`,
        ...(sent.body === undefined ? {} : { "content-type": "application/json" }),
        ...(sent.idempotencyKey === undefined ? {} : { "idempotency-key": sent.idempotencyKey }),
      },
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
    });
    const text = await reply.text();
    const answer = text === "" ? null : JSON.parse(text);
    if (reply.ok) return answer;
    const wait = reply.headers.get("retry-after");
    throw new ApiProblem(answer, wait === null ? null : Number(wait));
  }

  return {
    /** List authorised enterprises / 列出授权企业. Scope: corps:read */
    listCorps: (
      input: {
        query?: {
          suite?: string;
          status?: "active" | "cancelled" | "needs_reauthorization" | "purged";
          q?: string;
          limit?: number;
          cursor?: string;
        };
      } = {},
    ) =>
      call<{
        data: Array<{
          suite: string;
          corp_id: string;
          plain_corp_id: string | null;
          open_corp_id: string | null;
          name: string;
          full_name: string | null;
          status: "active" | "cancelled" | "needs_reauthorization" | "purged";
          status_reason: string | null;
          is_customized_app: boolean;
          agent_ids: Array<number>;
          authorized_at: string;
          cancelled_at: string | null;
        }>;
        next_cursor: string | null;
      }>("GET", `/corps`, { query: input.query }),
    /** One enterprise: facts, agents, privileges, status / 一家企业：资料、应用、权限与状态. Scope: corps:read */
    getCorp: (input: { path: { suite: string; corpId: string } }) =>
      call<{
        suite: string;
        corp_id: string;
        plain_corp_id: string | null;
        open_corp_id: string | null;
        name: string;
        full_name: string | null;
        status: "active" | "cancelled" | "needs_reauthorization" | "purged";
        status_reason: string | null;
        is_customized_app: boolean;
        agent_ids: Array<number>;
        authorized_at: string;
        cancelled_at: string | null;
        type: string | null;
        industry: string | null;
        sub_industry: string | null;
        scale: string | null;
        user_max: number | null;
        auth_mode: number | null;
        agents: Array<{
          agent_id: number;
          name: string;
          app_id: number | null;
          auth_mode: number | null;
          is_customized_app: boolean;
          privilege: {
            level: number;
            allow_party: Array<number>;
            allow_user: Array<string>;
            allow_tag: Array<number>;
            extra_party: Array<number>;
            extra_user: Array<string>;
            extra_tag: Array<number>;
          } | null;
        }>;
        admins: Array<{ user_id: string; open_user_id: string | null; may_manage: boolean }>;
        authorized_by: { user_id: string | null; open_user_id: string | null; name: string | null } | null;
        refreshed_at: string | null;
      }>("GET", `/suites/${part(input.path.suite)}/corps/${part(input.path.corpId)}`),
    /** An access_token of the enterprise / 取得企业的 access_token. Scope: tokens:read */
    getAccessToken: (input: { path: { suite: string; corpId: string } }) =>
      call<{ access_token: string; expires_in: number; expires_at: string }>(
        "GET",
        `/suites/${part(input.path.suite)}/corps/${part(input.path.corpId)}/access-token`,
      ),
    /** Report a token that WeCom refused / 上报被企业微信拒绝的令牌. Scope: tokens:read */
    reportInvalidAccessToken: (input: {
      path: { suite: string; corpId: string };
      body: { access_token: string };
    }) =>
      call<{ access_token: string; expires_in: number; expires_at: string }>(
        "POST",
        `/suites/${part(input.path.suite)}/corps/${part(input.path.corpId)}/access-token/invalid`,
        { body: input.body },
      ),
    /** The suite_access_token / 取得 suite_access_token. Scope: tokens:read */
    getSuiteAccessToken: (input: { path: { suite: string } }) =>
      call<{ access_token: string; expires_in: number; expires_at: string }>(
        "GET",
        `/suites/${part(input.path.suite)}/suite-access-token`,
      ),
    /** The provider_access_token / 取得 provider_access_token. Scope: tokens:read */
    getProviderAccessToken: () =>
      call<{ access_token: string; expires_in: number; expires_at: string }>("GET", `/provider-access-token`),
    /** The jsapi_ticket / 取得 jsapi_ticket. Scope: tokens:read */
    getJsapiTicket: (input: {
      path: { suite: string; corpId: string };
      query?: { type?: "corp" | "agent" };
    }) =>
      call<{ ticket: string; type: "corp" | "agent"; expires_in: number; expires_at: string }>(
        "GET",
        `/suites/${part(input.path.suite)}/corps/${part(input.path.corpId)}/jsapi-ticket`,
        { query: input.query },
      ),
    /** The whole signature for a page / 取得页面的完整签名. Scope: tokens:read */
    signJsapi: (input: {
      path: { suite: string; corpId: string };
      body: { url: string; type?: "corp" | "agent" };
    }) =>
      call<{
        corp_id: string;
        agent_id: number | null;
        timestamp: number;
        nonce_str: string;
        signature: string;
        url: string;
        type: "corp" | "agent";
      }>("POST", `/suites/${part(input.path.suite)}/corps/${part(input.path.corpId)}/jsapi-signature`, {
        body: input.body,
      }),
    /** Who opened the app / 打开应用的成员是谁. Scope: identity:read */
    identifyMember: (input: { path: { suite: string }; body: { code: string; corp_id?: string } }) =>
      call<{
        corp_id: string | null;
        user_id: string | null;
        open_user_id: string | null;
        open_id: string | null;
        user_ticket: string | null;
        user_ticket_expires_in: number | null;
      }>("POST", `/suites/${part(input.path.suite)}/member-identity`, { body: input.body }),
    /** Invite a customer to install / 创建授权邀请链接. Scope: install-links:write */
    createInstallLink: (input: {
      path: { suite: string };
      body: { customer: string; inviter?: string; expected_corp_id?: string; expires_in?: number };
      idempotencyKey?: string;
    }) =>
      call<{
        id: string;
        suite: string;
        customer: string;
        inviter: string | null;
        expected_corp_id: string | null;
        status:
          | "made"
          | "opened"
          | "started"
          | "authorized"
          | "authorized_other"
          | "failed"
          | "expired"
          | "revoked";
        authorized_by: { corp_id: string; name: string; is_expected: boolean | null } | null;
        failure: { code: string; errcode: number | null; at: string | null } | null;
        created_by: string;
        created_at: string;
        expires_at: string;
        opened_at: string | null;
        started_at: string | null;
        authorized_at: string | null;
        revoked_at: string | null;
        url: string;
      }>("POST", `/suites/${part(input.path.suite)}/install-links`, {
        body: input.body,
        idempotencyKey: input.idempotencyKey,
      }),
    /** Install links with their progress / 列出授权邀请链接与进度. Scope: install-links:write */
    listInstallLinks: (input: { path: { suite: string }; query?: { limit?: number; cursor?: string } }) =>
      call<{
        data: Array<{
          id: string;
          suite: string;
          customer: string;
          inviter: string | null;
          expected_corp_id: string | null;
          status:
            | "made"
            | "opened"
            | "started"
            | "authorized"
            | "authorized_other"
            | "failed"
            | "expired"
            | "revoked";
          authorized_by: { corp_id: string; name: string; is_expected: boolean | null } | null;
          failure: { code: string; errcode: number | null; at: string | null } | null;
          created_by: string;
          created_at: string;
          expires_at: string;
          opened_at: string | null;
          started_at: string | null;
          authorized_at: string | null;
          revoked_at: string | null;
        }>;
        next_cursor: string | null;
      }>("GET", `/suites/${part(input.path.suite)}/install-links`, { query: input.query }),
    /** One install link / 查看授权邀请链接. Scope: install-links:write */
    getInstallLink: (input: { path: { suite: string; linkId: string } }) =>
      call<{
        id: string;
        suite: string;
        customer: string;
        inviter: string | null;
        expected_corp_id: string | null;
        status:
          | "made"
          | "opened"
          | "started"
          | "authorized"
          | "authorized_other"
          | "failed"
          | "expired"
          | "revoked";
        authorized_by: { corp_id: string; name: string; is_expected: boolean | null } | null;
        failure: { code: string; errcode: number | null; at: string | null } | null;
        created_by: string;
        created_at: string;
        expires_at: string;
        opened_at: string | null;
        started_at: string | null;
        authorized_at: string | null;
        revoked_at: string | null;
      }>("GET", `/suites/${part(input.path.suite)}/install-links/${part(input.path.linkId)}`),
    /** Withdraw an install link / 撤销授权邀请链接. Scope: install-links:write */
    revokeInstallLink: (input: { path: { suite: string; linkId: string } }) =>
      call<{
        id: string;
        suite: string;
        customer: string;
        inviter: string | null;
        expected_corp_id: string | null;
        status:
          | "made"
          | "opened"
          | "started"
          | "authorized"
          | "authorized_other"
          | "failed"
          | "expired"
          | "revoked";
        authorized_by: { corp_id: string; name: string; is_expected: boolean | null } | null;
        failure: { code: string; errcode: number | null; at: string | null } | null;
        created_by: string;
        created_at: string;
        expires_at: string;
        opened_at: string | null;
        started_at: string | null;
        authorized_at: string | null;
        revoked_at: string | null;
      }>("DELETE", `/suites/${part(input.path.suite)}/install-links/${part(input.path.linkId)}`),
    /** List received events, decrypted / 列出收到的事件（已解密）. Scope: events:read */
    listEvents: (
      input: {
        query?: {
          suite?: string;
          corp?: string;
          type?: string;
          since?: string;
          until?: string;
          limit?: number;
          cursor?: string;
        };
      } = {},
    ) =>
      call<{
        data: Array<{
          id: string;
          type: string;
          change_type: string | null;
          suite: string | null;
          corp_id: string | null;
          channel: "command" | "data" | "settings" | "provider";
          platform_time: string | null;
          received_at: string;
          is_stale: boolean;
          published_as: string | null;
          fields: Record<string, unknown>;
        }>;
        next_cursor: string | null;
      }>("GET", `/events`, { query: input.query }),
    /** JSON Schemas of every event out / 所有对外事件的 JSON Schema. Scope: events:read */
    listEventSchemas: () => call<Record<string, unknown>>("GET", `/events/schemas`),
    /** Deliver an event again / 重新投递事件. Scope: events:read */
    replayEvent: (input: {
      path: { eventId: string };
      body: { endpoint?: string };
      idempotencyKey?: string;
    }) =>
      call<{ queued: number }>("POST", `/events/${part(input.path.eventId)}/replay`, {
        body: input.body,
        idempotencyKey: input.idempotencyKey,
      }),
    /** List endpoints / 列出接收端点. Scope: events:read */
    listEndpoints: (input: { query?: { suite?: string; limit?: number; cursor?: string } } = {}) =>
      call<{
        data: Array<{
          id: string;
          name: string;
          suite: string;
          url: string;
          events: Array<string>;
          corps: Array<string>;
          description: string;
          environment: "production" | "development";
          payload: "thin" | "full";
          ordered: boolean;
          answers: boolean;
          concurrency: number;
          rate_per_second: number | null;
          state: "enabled" | "paused" | "disabled";
          state_reason: string | null;
          failures_in_a_row: number;
          failing_since: string | null;
          last_success_at: string | null;
          verified_at: string | null;
          created_at: string;
          updated_at: string;
        }>;
        next_cursor: string | null;
      }>("GET", `/endpoints`, { query: input.query }),
    /** Create an endpoint / 创建接收端点. Scope: endpoints:write */
    createEndpoint: (input: {
      body: {
        name: string;
        suite: string;
        url: string;
        events?: Array<string>;
        description?: string;
        environment?: "production" | "development";
        corps?: Array<string>;
        payload?: "thin" | "full";
        ordered?: boolean;
        answers?: boolean;
        concurrency?: number;
        rate_per_second?: number | null;
      };
      idempotencyKey?: string;
    }) =>
      call<{
        id: string;
        name: string;
        suite: string;
        url: string;
        events: Array<string>;
        corps: Array<string>;
        description: string;
        environment: "production" | "development";
        payload: "thin" | "full";
        ordered: boolean;
        answers: boolean;
        concurrency: number;
        rate_per_second: number | null;
        state: "enabled" | "paused" | "disabled";
        state_reason: string | null;
        failures_in_a_row: number;
        failing_since: string | null;
        last_success_at: string | null;
        verified_at: string | null;
        created_at: string;
        updated_at: string;
        secret: string;
        proof: { ok: boolean; why: string | null } | null;
      }>("POST", `/endpoints`, { body: input.body, idempotencyKey: input.idempotencyKey }),
    /** One endpoint / 一个接收端点. Scope: events:read */
    getEndpoint: (input: { path: { endpointId: string } }) =>
      call<{
        id: string;
        name: string;
        suite: string;
        url: string;
        events: Array<string>;
        corps: Array<string>;
        description: string;
        environment: "production" | "development";
        payload: "thin" | "full";
        ordered: boolean;
        answers: boolean;
        concurrency: number;
        rate_per_second: number | null;
        state: "enabled" | "paused" | "disabled";
        state_reason: string | null;
        failures_in_a_row: number;
        failing_since: string | null;
        last_success_at: string | null;
        verified_at: string | null;
        created_at: string;
        updated_at: string;
      }>("GET", `/endpoints/${part(input.path.endpointId)}`),
    /** Change an endpoint, pause or enable it / 修改、暂停或启用接收端点. Scope: endpoints:write */
    changeEndpoint: (input: {
      path: { endpointId: string };
      body: {
        url?: string;
        events?: Array<string>;
        description?: string;
        environment?: "production" | "development";
        corps?: Array<string>;
        payload?: "thin" | "full";
        ordered?: boolean;
        answers?: boolean;
        concurrency?: number;
        rate_per_second?: number | null;
        state?: "enabled" | "paused";
      };
    }) =>
      call<{
        id: string;
        name: string;
        suite: string;
        url: string;
        events: Array<string>;
        corps: Array<string>;
        description: string;
        environment: "production" | "development";
        payload: "thin" | "full";
        ordered: boolean;
        answers: boolean;
        concurrency: number;
        rate_per_second: number | null;
        state: "enabled" | "paused" | "disabled";
        state_reason: string | null;
        failures_in_a_row: number;
        failing_since: string | null;
        last_success_at: string | null;
        verified_at: string | null;
        created_at: string;
        updated_at: string;
      }>("PATCH", `/endpoints/${part(input.path.endpointId)}`, { body: input.body }),
    /** Delete an endpoint / 删除接收端点. Scope: endpoints:write */
    deleteEndpoint: (input: { path: { endpointId: string } }) =>
      call<null>("DELETE", `/endpoints/${part(input.path.endpointId)}`),
    /** Rotate the signing secret / 轮换签名密钥. Scope: endpoints:write */
    rotateEndpointSecret: (input: {
      path: { endpointId: string };
      body: { overlap_hours?: number };
      idempotencyKey?: string;
    }) =>
      call<{ secret: string; overlap_until: string }>(
        "POST",
        `/endpoints/${part(input.path.endpointId)}/rotate`,
        { body: input.body, idempotencyKey: input.idempotencyKey },
      ),
    /** Send the ownership challenge again / 重新发送归属验证. Scope: endpoints:write */
    verifyEndpoint: (input: { path: { endpointId: string } }) =>
      call<{ ok: boolean; why: string | null }>("POST", `/endpoints/${part(input.path.endpointId)}/verify`),
    /** Send a test event / 发送测试事件. Scope: endpoints:write */
    testEndpoint: (input: { path: { endpointId: string }; idempotencyKey?: string }) =>
      call<{ event_id: string }>("POST", `/endpoints/${part(input.path.endpointId)}/test`, {
        idempotencyKey: input.idempotencyKey,
      }),
    /** List deliveries of an endpoint / 列出端点的投递记录. Scope: events:read */
    listDeliveries: (input: {
      path: { endpointId: string };
      query?: {
        state?: "pending" | "running" | "delivered" | "dead" | "cancelled";
        type?: string;
        corp?: string;
        limit?: number;
        cursor?: string;
      };
    }) =>
      call<{
        data: Array<{
          id: string;
          event_id: string;
          endpoint_id: string;
          type: string;
          corp_id: string | null;
          state: "pending" | "running" | "delivered" | "dead" | "cancelled";
          reason: string | null;
          attempts: number;
          next_attempt_at: string | null;
          last_status: number | null;
          last_error: string | null;
          created_at: string;
          finished_at: string | null;
        }>;
        next_cursor: string | null;
      }>("GET", `/endpoints/${part(input.path.endpointId)}/deliveries`, { query: input.query }),
    /** One delivery with its attempts / 一次投递及其各次尝试. Scope: events:read */
    getDelivery: (input: { path: { endpointId: string; deliveryId: string } }) =>
      call<{
        id: string;
        event_id: string;
        endpoint_id: string;
        type: string;
        corp_id: string | null;
        state: "pending" | "running" | "delivered" | "dead" | "cancelled";
        reason: string | null;
        attempts: number;
        next_attempt_at: string | null;
        last_status: number | null;
        last_error: string | null;
        created_at: string;
        finished_at: string | null;
        history: Array<{
          cause: "schedule" | "replay" | "answer";
          started_at: string;
          duration_ms: number;
          status: number | null;
          error: string | null;
          response: string | null;
        }>;
      }>("GET", `/endpoints/${part(input.path.endpointId)}/deliveries/${part(input.path.deliveryId)}`),
    /** Deliver one again / 重新投递一次. Scope: endpoints:write */
    replayDelivery: (input: { path: { endpointId: string; deliveryId: string }; idempotencyKey?: string }) =>
      call<{ queued: number }>(
        "POST",
        `/endpoints/${part(input.path.endpointId)}/deliveries/${part(input.path.deliveryId)}/replay`,
        { idempotencyKey: input.idempotencyKey },
      ),
    /** Deliver many again / 批量重新投递. Scope: endpoints:write */
    replayDeliveries: (input: {
      path: { endpointId: string };
      body: { since: string; until?: string; only?: "never_arrived" | "all"; dry_run?: boolean };
      idempotencyKey?: string;
    }) =>
      call<{ queued: number; dry_run: boolean }>("POST", `/endpoints/${part(input.path.endpointId)}/replay`, {
        body: input.body,
        idempotencyKey: input.idempotencyKey,
      }),
  };
}

export type Client = ReturnType<typeof createClient>;
