import { deliver } from "./deliver";
import { dataEvent, type Fields } from "./events";
import { wireUserid } from "./identity";
import type { PhoneMessage, Suite } from "./state";
import type { Corp, Install, Member } from "./state-corp";
import type { Delivery } from "./state-log";
import type { World } from "./world";
import { readXml, textOf, type XmlRecord } from "./xml";

export interface MemberMessage {
  suite: Suite;
  corp: Corp;
  install: Install;
  member: Member;
  msgtype: string;
  fields: Fields;
}

/** A member writes; MsgId is a 64-bit number above 2^53 (protocol.md 3.5). A passive reply lands on the phone. */
export async function sendMemberMessage(world: World, message: MemberMessage): Promise<Delivery> {
  const { suite, corp, install, member, msgtype, fields } = message;
  const keep = (direction: PhoneMessage["direction"], type: string, content: Fields) => {
    world.state.messages.push({
      id: world.nextId("phone"),
      at: world.clock.now(),
      suiteId: suite.suiteId,
      corpid: corp.corpid,
      userid: member.userid,
      direction,
      msgtype: type,
      content,
      recalled: false,
    });
  };
  keep("from_member", msgtype, fields);
  const isEvent = msgtype === "event";
  const withId = isEvent ? fields : { ...fields, MsgId: `7${world.random.digits(18)}` };
  const fromUserName = wireUserid(world, member);
  const { agentid } = install;
  const delivery = await deliver(
    world,
    dataEvent(world, { suite, corp, agentid, fromUserName, msgType: msgtype, fields: withId }),
  );
  const reply = delivery.reply === null ? null : readXml(delivery.reply);
  if (reply !== null) replaceCard(world, message, reply);
  if (reply !== null)
    keep("passive_reply", textOf(reply, "MsgType"), {
      content: textOf(reply, "Content"),
      xml: delivery.reply,
    });
  return delivery;
}

/** update_button and its kin: the card whose button was pressed shows the new name (protocol.md 2.7). */
function replaceCard(world: World, { corp, member, fields }: MemberMessage, reply: XmlRecord): void {
  const holder = reply.Button ?? reply.TaskCard;
  const name = typeof holder === "object" && !Array.isArray(holder) ? textOf(holder, "ReplaceName") : "";
  if (!textOf(reply, "MsgType").startsWith("update_") || name === "") return;
  for (const one of world.state.messages) {
    const isPressed = one.content.task_id !== undefined && one.content.task_id === fields.TaskId;
    if (isPressed && one.corpid === corp.corpid && one.userid === member.userid)
      one.content = { ...one.content, replaced: { replace_name: name } };
  }
}
