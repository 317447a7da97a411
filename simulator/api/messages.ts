import { consumeCode, issueCode } from "../codes";
import { ApiError } from "../errors";
import { findWireMember, visibleMembers, wireUserid, withChildren } from "../identity";
import { isLicensed } from "../licences";
import type { Member } from "../state-corp";
import type { World } from "../world";
import { type CorpAuth, requireCorp } from "./auth";
import { type ApiCall, get, integer, isJson, type Json, ok, param, post, type Routes, text } from "./call";
import { userids } from "./install-info";
import { countInMinute } from "./limits";

/** Time limit of a recall (unconfirmed, protocol.md 4.12). */
const RECALL_MS = 86_400_000;
/** The phone keeps this many bubbles in all. */
const KEPT_MESSAGES = 20_000;

const MSG_TYPES = new Set([
  "text",
  "image",
  "voice",
  "video",
  "file",
  "textcard",
  "news",
  "mpnews",
  "markdown",
  "miniprogram_notice",
  "template_card",
]);

/** The app itself and its messages. Source: protocol.md 4.12. */
export const messageRoutes: Routes = {
  "agent/get": get((call) => {
    const { suite, install, corp } = requireCorp(call);
    if (Number(param(call, "agentid", 41011)) !== install.agentid) throw new ApiError(301002);
    return ok({
      agentid: install.agentid,
      name: suite.name,
      square_logo_url: `${call.world.settings.url}/_assets/app.png`,
      description: suite.name,
      allow_userinfos: {
        user: userids(call.world, corp, install.range.allowUser).map((userid) => ({ userid })),
      },
      allow_partys: { partyid: install.range.allowParty },
      allow_tags: { tagid: install.range.allowTag },
      close: install.disabled ? 1 : 0,
      redirect_domain: suite.trustedDomain,
      report_location_flag: 0,
      isreportenter: 1,
      home_url: suite.homeUrl,
      ...(suite.kind === "template" ? { customized_publish_status: 2 } : {}),
    });
  }),

  "agent/list": get((call) => {
    const { suite, install } = requireCorp(call);
    const square_logo_url = `${call.world.settings.url}/_assets/app.png`;
    return ok({ agentlist: [{ agentid: install.agentid, name: suite.name, square_logo_url }] });
  }),

  "agent/get_permissions": post((call) => ok({ app_permissions: requireCorp(call).install.permissions })),

  /** Refused for third-party apps (protocol.md 4.12). */
  "agent/set": post((call) => {
    requireCorp(call);
    throw new ApiError(60028);
  }),

  "message/send": post((call) => sendMessage(call, requireCorp(call))),

  "message/recall": post((call) => {
    const { corp } = requireCorp(call);
    const id = text(call, "msgid", 40058);
    const after = call.world.clock.now() - RECALL_MS;
    const found = call.world.state.messages.filter(
      (one) => one.id === id && one.corpid === corp.corpid && one.at > after,
    );
    if (found.length === 0) throw new ApiError(40058);
    for (const message of found) message.recalled = true;
    return ok();
  }),

  "message/update_template_card": post((call) => {
    const { corp, suite } = requireCorp(call);
    const code = consumeCode(
      call.world,
      text(call, "response_code", 40058),
      "card_response",
      suite.suiteId,
      40058,
    );
    const replaced = call.body.template_card ?? call.body.button;
    if (!isJson(replaced)) throw new ApiError(40058);
    for (const message of call.world.state.messages)
      if (message.id === code.about.state && message.corpid === corp.corpid)
        message.content = { ...message.content, replaced };
    return ok({ invaliduser: [] });
  }),
};

/** errcode 0 does not mean that all got it: read the four lists (protocol.md 4.12). */
function sendMessage(call: ApiCall, auth: CorpAuth) {
  const { world } = call;
  const { corp, install, suite } = auth;
  if (integer(call, "agentid", null) !== install.agentid) throw new ApiError(301002);
  const msgtype = text(call, "msgtype", 40058);
  const content = call.body[msgtype];
  if (!MSG_TYPES.has(msgtype) || !isJson(content)) throw new ApiError(40058);
  checkContent(call, msgtype, content);
  const { members, invaliduser, invalidparty, invalidtag, isEmpty } = recipients(call, auth);
  if (isEmpty) throw new ApiError(82001);
  if (members.length === 0) throw new ApiError(81013);
  const unlicensed = members.filter((member) => !isLicensed(world, corp, member));
  const id = `msg${world.random.text(40)}`;
  for (const member of members) {
    if (unlicensed.includes(member)) continue;
    world.state.messages.push({
      id,
      at: world.clock.now(),
      suiteId: suite.suiteId,
      corpid: corp.corpid,
      userid: member.userid,
      direction: "to_member",
      msgtype,
      content,
      recalled: false,
      ...(isAboveMemberLimit(call, suite.suiteId, member) ? { isDropped: true } : {}),
    });
  }
  const { messages } = world.state;
  if (messages.length > KEPT_MESSAGES) messages.splice(0, KEPT_MESSAGES / 10);
  const lists = {
    invaliduser: invaliduser.join("|"),
    invalidparty: invalidparty.join("|"),
    invalidtag: invalidtag.join("|"),
    unlicenseduser: unlicensed.map((member) => wireUserid(world, member)).join("|"),
  };
  return ok({
    ...lists,
    msgid: id,
    ...(msgtype === "template_card"
      ? { response_code: cardResponse(world, suite.suiteId, corp.corpid, id) }
      : {}),
  });
}

/** Each button of a card is pressed with a code that updates the card once within 24 hours. */
export function cardResponse(world: World, suiteId: string, corpid: string, messageId: string): string {
  const about = { state: messageId };
  return issueCode(world, { kind: "card_response", suiteId, corpid, about }).value;
}

/** Thirty a minute to one member per app; the surplus is accepted and dropped in silence (protocol.md 5.2). */
function isAboveMemberLimit(call: ApiCall, suiteId: string, member: Member): boolean {
  const most = call.world.state.limits.memberMessagesPerMinute;
  const sent = countInMinute(call.world, `member ${suiteId} ${member.openUserid}`);
  return most > 0 && sent > most;
}

function checkContent(call: ApiCall, msgtype: string, content: Json): void {
  if (msgtype === "text" && (typeof content.content !== "string" || content.content === ""))
    throw new ApiError(44004);
  if (["image", "voice", "video", "file"].includes(msgtype)) {
    const media = call.world.state.media[String(content.media_id)];
    if (media === undefined || media.createdAt + 3 * 86_400_000 < call.world.clock.now())
      throw new ApiError(40007);
  }
}

function recipients(call: ApiCall, { corp, install }: CorpAuth) {
  const split = (name: string): string[] => {
    const value = call.body[name];
    return typeof value === "string" && value !== "" ? value.split("|") : [];
  };
  const users = split("touser");
  const parties = split("toparty");
  const visible = new Set(visibleMembers(corp, install));
  const found = new Set<Member>();
  const invaliduser: string[] = [];
  if (users.length === 1 && users[0] === "@all") for (const member of visible) found.add(member);
  else {
    for (const id of users) {
      const member = findWireMember(call.world, corp, id);
      if (member !== null && visible.has(member)) found.add(member);
      else invaliduser.push(id);
    }
  }
  const invalidparty = parties.filter((id) => !corp.departments.some((one) => one.id === Number(id)));
  const inside = withChildren(corp, parties.map(Number));
  for (const member of visible) if (member.departments.some((id) => inside.has(id))) found.add(member);
  const tagIds = split("totag");
  const tags = corp.tags.filter((tag) => tagIds.includes(String(tag.id)));
  const tagged = withChildren(
    corp,
    tags.flatMap((tag) => tag.parties),
  );
  for (const member of visible) {
    const isTagged = tags.some((tag) => tag.users.includes(member.userid));
    if (isTagged || member.departments.some((one) => tagged.has(one))) found.add(member);
  }
  const invalidtag = tagIds.filter((one) => !tags.some((tag) => String(tag.id) === one));
  const isEmpty = users.length + parties.length + tagIds.length === 0;
  return { members: [...found], invaliduser, invalidparty, invalidtag, isEmpty };
}
