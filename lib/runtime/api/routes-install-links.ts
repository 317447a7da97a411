import "server-only";
import { z } from "zod";
import { readCursor, writeCursor } from "@/lib/core/list-cursor";
import type { Deps } from "@/lib/features/deps";
import {
  isExpectedCorp,
  LINK_DAYS,
  type LinkMaker,
  linkStatus,
  MAX_LINK_DAYS,
  makeInstallLink,
  revokeInstallLink,
} from "@/lib/features/install/install-links";
import { type ApiCaller, hasEveryCorp } from "@/lib/features/keys/api-caller";
import type { RegisteredRoute } from "@/lib/runtime/api/api-types";
import { defineRoute } from "@/lib/runtime/api/define-route";
import { isoOf, moment, pageOf, pageQuery } from "@/lib/runtime/api/shapes";
import type { InstallLink } from "@/lib/store/install-links";
import type { Suite } from "@/lib/store/suites";

const DAY_SECONDS = 24 * 3600;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const linkShape = z.object({
  id: z.string(),
  suite: z.string(),
  customer: z.string(),
  inviter: z.string().nullable(),
  expected_corp_id: z.string().nullable(),
  status: z
    .enum(["made", "opened", "started", "authorized", "authorized_other", "failed", "expired", "revoked"])
    .describe(
      "made 已创建 · opened 已打开 · started 已前往企业微信 · authorized 已授权 · authorized_other 被其他企业授权 · failed 失败 · expired 已过期 · revoked 已撤销",
    ),
  authorized_by: z
    .object({
      corp_id: z.string(),
      name: z.string(),
      is_expected: z.boolean().nullable().describe("null when no enterprise was named / 未指定企业时为 null"),
    })
    .nullable(),
  failure: z
    .object({ code: z.string(), errcode: z.number().int().nullable(), at: moment.nullable() })
    .nullable(),
  created_by: z.string(),
  created_at: moment,
  expires_at: moment,
  opened_at: moment.nullable(),
  started_at: moment.nullable(),
  authorized_at: moment.nullable(),
  revoked_at: moment.nullable(),
});

function shapeOf(link: InstallLink, now: Date): z.input<typeof linkShape> {
  const { corp } = link;
  return {
    id: link.id,
    suite: link.suiteKey,
    customer: link.customer,
    inviter: link.inviter,
    expected_corp_id: link.expectedCorpId,
    status: linkStatus(link, now),
    authorized_by: corp && {
      corp_id: corp.plainCorpId ?? corp.openCorpId ?? "",
      name: corp.name,
      is_expected: isExpectedCorp(link),
    },
    failure:
      link.failure === null ? null : { code: link.failure, errcode: link.errcode, at: isoOf(link.failedAt) },
    created_by: link.madeByName,
    created_at: link.createdAt.toISOString(),
    expires_at: link.expiresAt.toISOString(),
    opened_at: isoOf(link.openedAt),
    started_at: isoOf(link.startedAt),
    authorized_at: isoOf(link.authorizedAt),
    revoked_at: isoOf(link.revokedAt),
  };
}

const example: z.input<typeof linkShape> = {
  id: "019aba2e-7c1d-7b3e-9d53-5f0a7c2e1b44",
  suite: "crm",
  customer: "晨星科技",
  inviter: "北辰软件",
  expected_corp_id: "ww1d2c3b4a5f6e7d8c",
  status: "made",
  authorized_by: null,
  failure: null,
  created_by: "crm-backend",
  created_at: "2026-11-25T02:14:03.000Z",
  expires_at: "2026-12-02T02:14:03.000Z",
  opened_at: null,
  started_at: null,
  authorized_at: null,
  revoked_at: null,
};

function makerOf(caller: ApiCaller): LinkMaker {
  return { kind: caller.actorKind, id: caller.keyId, name: caller.name };
}

/** A link of this suite; a key that is held to some enterprises sees only its own links. */
async function findOwn(deps: Deps, caller: ApiCaller, suite: Suite, id: string): Promise<InstallLink | null> {
  if (!UUID.test(id)) return null;
  await deps.store.installLinks.settleLinks();
  const link = await deps.store.installLinks.findLink(id);
  if (link?.suiteRowId !== suite.id) return null;
  return hasEveryCorp(caller) || link.madeById === caller.keyId ? link : null;
}

const base = { tag: "install-links", scope: "install-links:write", cost: "call" } as const;
const oneLink = { status: 200, schema: linkShape, example, description: { en: "The link", zh: "链接" } };

export const INSTALL_LINK_ROUTES: readonly RegisteredRoute[] = [
  defineRoute({
    ...base,
    method: "POST",
    path: "/suites/{suite}/install-links",
    operationId: "createInstallLink",
    summary: { en: "Invite a customer to install", zh: "创建授权邀请链接" },
    description: {
      en: "The link names whom you invite, works once and expires. `url` is answered here and never again. For a customised-app template it leads to WeCom's page with the QR code; that page lives ten days from the click and can't be withdrawn.",
      zh: "链接写明邀请对象，只能使用一次，到期失效。`url` 仅在创建时返回一次。代开发模板的链接转到企业微信的授权二维码页面，该页面自点击起十天内有效，无法撤销。",
    },
    isCreating: true,
    body: z.strictObject({
      customer: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .describe("Whom you invite, as they will read it / 受邀客户名称"),
      inviter: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .optional()
        .describe("Who invites, as they will read it / 邀请方名称"),
      expected_corp_id: z
        .string()
        .regex(/^[A-Za-z0-9_-]{4,64}$/)
        .optional()
        .describe("Corp id that should authorise / 预期授权的企业 ID"),
      expires_in: z
        .number()
        .int()
        .min(DAY_SECONDS)
        .max(MAX_LINK_DAYS * DAY_SECONDS)
        .default(LINK_DAYS * DAY_SECONDS)
        .describe("Seconds / 秒"),
    }),
    bodyExample: { customer: "晨星科技", inviter: "北辰软件", expected_corp_id: "ww1d2c3b4a5f6e7d8c" },
    answer: {
      status: 201,
      schema: linkShape.extend({ url: z.string() }),
      example: { ...example, url: "https://portal.example.com/install/crm/invite/Yw3…" },
      description: { en: "The new link", zh: "新链接" },
    },
    errors: ["link.not_for_this_app"],
    async run({ deps, caller, suite, body }) {
      const expected = body.expected_corp_id ?? null;
      const mayInvite = caller.corpIds === null || (expected !== null && caller.corpIds.has(expected));
      if (!mayInvite) return { ok: false, code: "api.not_found" };
      const made = await makeInstallLink(deps, makerOf(caller), {
        suite,
        customer: body.customer,
        inviter: body.inviter ?? null,
        expectedCorpId: expected,
        days: body.expires_in / DAY_SECONDS,
      });
      if (!made.ok) return made;
      const { link, url } = made.value;
      return { ok: true, status: 201, value: { ...shapeOf(link, deps.clock.now()), url } };
    },
  }),
  defineRoute({
    ...base,
    method: "GET",
    path: "/suites/{suite}/install-links",
    operationId: "listInstallLinks",
    summary: { en: "Install links with their progress", zh: "列出授权邀请链接与进度" },
    query: z.strictObject(pageQuery),
    answer: {
      status: 200,
      schema: pageOf(linkShape),
      example: { data: [example], next_cursor: null },
      description: { en: "One page, newest first", zh: "一页，按创建时间倒序" },
    },
    async run({ deps, caller, suite, query }) {
      await deps.store.installLinks.settleLinks();
      const rows = await deps.store.installLinks.listLinks({
        suiteRowId: suite.id,
        madeById: hasEveryCorp(caller) ? undefined : caller.keyId,
        before: readCursor(query.cursor) ?? undefined,
        limit: query.limit,
      });
      const links = rows.slice(0, query.limit);
      const last = links.at(-1);
      const now = deps.clock.now();
      const next =
        rows.length > query.limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null;
      return { ok: true, value: { data: links.map((one) => shapeOf(one, now)), next_cursor: next } };
    },
  }),
  defineRoute({
    ...base,
    method: "GET",
    path: "/suites/{suite}/install-links/{linkId}",
    operationId: "getInstallLink",
    summary: { en: "One install link", zh: "查看授权邀请链接" },
    answer: oneLink,
    async run({ deps, caller, suite, params }) {
      const link = await findOwn(deps, caller, suite, params.linkId);
      return link
        ? { ok: true, value: shapeOf(link, deps.clock.now()) }
        : { ok: false, code: "api.not_found" };
    },
  }),
  defineRoute({
    ...base,
    method: "DELETE",
    path: "/suites/{suite}/install-links/{linkId}",
    operationId: "revokeInstallLink",
    summary: { en: "Withdraw an install link", zh: "撤销授权邀请链接" },
    description: {
      en: "Works at once. A link that was used stays as it is: see `status`.",
      zh: "立即生效。已使用的链接不变，请查看 `status`。",
    },
    answer: oneLink,
    async run({ deps, caller, suite, params }) {
      const link = await findOwn(deps, caller, suite, params.linkId);
      if (!link) return { ok: false, code: "api.not_found" };
      const ended = await revokeInstallLink(deps, makerOf(caller), link);
      return { ok: true, value: shapeOf(ended, deps.clock.now()) };
    },
  }),
];
