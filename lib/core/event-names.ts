/** A name for people; the wire name is the key of the table. */
export type EventName = { zh: string; en: string };

/**
 * Every event and message type that WeCom's documents name, by the `type` our events carry: the InfoType, the MsgType,
 * or `event.` and the Event in lower case. A type that is not here is stored and shown under its wire name.
 */
export const EVENT_NAMES: Record<string, EventName> = {
  // Life of an authorisation (WeCom documents 90628, 90642, 94758, 97378, 98959, 93373)
  suite_ticket: { zh: "推送 suite_ticket", en: "suite_ticket pushed" },
  create_auth: { zh: "授权成功", en: "App authorised" },
  change_auth: { zh: "变更授权", en: "Authorisation changed" },
  cancel_auth: { zh: "取消授权", en: "Authorisation withdrawn" },
  reset_permanent_code: { zh: "重置永久授权码", en: "Permanent code reset" },
  change_app_admin: { zh: "应用管理员变更", en: "App administrators changed" },
  corp_arch_auth: { zh: "授权组织架构权限", en: "Organisation structure granted" },
  approve_special_auth: { zh: "获得特殊权限", en: "Special permission granted" },
  cancel_special_auth: { zh: "取消特殊权限", en: "Special permission withdrawn" },
  share_agent_change: { zh: "企业互联共享应用变更", en: "App sharing changed (linked corps)" },
  share_chain_change: { zh: "上下游共享应用变更", en: "App sharing changed (supply chain)" },
  // Contacts, customers, orders (WeCom documents 92654–92656, 91929–91933)
  change_contact: { zh: "通讯录变更", en: "Contacts changed" },
  change_external_contact: { zh: "外部联系人变更", en: "External contact changed" },
  change_external_chat: { zh: "客户群变更", en: "Customer group changed" },
  change_external_tag: { zh: "客户标签变更", en: "Customer tag changed" },
  open_order: { zh: "下单成功", en: "Order placed" },
  change_order: { zh: "改单", en: "Order changed" },
  pay_for_app_success: { zh: "应用支付成功", en: "Order paid" },
  refund: { zh: "退款成功", en: "Order refunded" },
  // Spelt without the "i" on the wire; the other spelling is kept should it ever be repaired.
  change_editon: { zh: "应用版本变更", en: "Edition changed" },
  change_edition: { zh: "应用版本变更", en: "Edition changed" },
  batch_job_result: { zh: "异步任务完成", en: "Batch job finished" },
  contact_sync: { zh: "通讯录同步（企业号）", en: "Contacts to be synchronised (legacy)" },
  // Provider level (WeCom documents 90585, 98071, 95804, 95805, 95994, 95327)
  register_corp: { zh: "注册完成", en: "Corp registered" },
  enter_register_package: { zh: "进入推广包", en: "Promotion code scanned" },
  license_pay_success: { zh: "接口许可支付成功", en: "Licence order paid" },
  license_refund: { zh: "接口许可退款", en: "Licence order refunded" },
  auto_activate: { zh: "自动激活许可", en: "Licence activated automatically" },
  agree_external_userid_migration: { zh: "同意外部联系人 ID 迁移", en: "External id migration agreed" },
  // Messages
  text: { zh: "文本消息", en: "Text message" },
  image: { zh: "图片消息", en: "Image message" },
  voice: { zh: "语音消息", en: "Voice message" },
  video: { zh: "视频消息", en: "Video message" },
  location: { zh: "位置消息", en: "Location message" },
  link: { zh: "链接消息", en: "Link message" },
  // Events of the data callback (WeCom document 90376)
  "event.subscribe": { zh: "成员关注", en: "Member entered the visible range" },
  "event.unsubscribe": { zh: "成员取消关注", en: "Member left the visible range" },
  "event.enter_agent": { zh: "进入应用", en: "App opened" },
  "event.location": { zh: "上报地理位置", en: "Location reported" },
  "event.click": { zh: "点击菜单", en: "Menu clicked" },
  "event.view": { zh: "点击菜单链接", en: "Menu link followed" },
  "event.view_miniprogram": { zh: "点击菜单小程序", en: "Menu mini program opened" },
  "event.scancode_push": { zh: "扫码", en: "Code scanned" },
  "event.scancode_waitmsg": { zh: "扫码等待回复", en: "Code scanned, reply awaited" },
  "event.pic_sysphoto": { zh: "系统拍照发图", en: "Photo taken" },
  "event.pic_photo_or_album": { zh: "拍照或相册发图", en: "Photo taken or chosen" },
  "event.pic_weixin": { zh: "相册发图", en: "Photo chosen" },
  "event.location_select": { zh: "选择位置", en: "Location chosen" },
  "event.batch_job_result": { zh: "异步任务完成", en: "Batch job finished" },
  "event.change_contact": { zh: "通讯录变更", en: "Contacts changed" },
  "event.change_external_contact": { zh: "外部联系人变更", en: "External contact changed" },
  "event.change_external_chat": { zh: "客户群变更", en: "Customer group changed" },
  "event.change_external_tag": { zh: "客户标签变更", en: "Customer tag changed" },
  "event.open_approval_change": { zh: "审批状态变更", en: "Approval changed" },
  "event.template_card_event": { zh: "模板卡片点击", en: "Template card clicked" },
  "event.template_card_menu_event": { zh: "模板卡片菜单点击", en: "Template card menu clicked" },
  "event.taskcard_click": { zh: "任务卡片点击", en: "Task card clicked" },
  "event.share_agent_change": { zh: "企业互联共享应用变更", en: "App sharing changed (linked corps)" },
  "event.share_chain_change": { zh: "上下游共享应用变更", en: "App sharing changed (supply chain)" },
  "event.close_inactive_agent": { zh: "长期未使用，应用被停用", en: "App suspended for lack of use" },
  "event.reopen_inactive_agent": { zh: "应用恢复使用", en: "App restored" },
  "event.inactive_alert": { zh: "长期未使用预警", en: "Inactivity warning" },
  "event.low_active_alert": { zh: "低活跃预警", en: "Low activity warning" },
  "event.low_active": { zh: "低活跃", en: "Low activity" },
  "event.active_restored": { zh: "活跃度恢复", en: "Activity restored" },
  "event.unlicensed_notify": { zh: "成员缺少接口许可", en: "Member without a licence" },
  "event.change_app_admin": { zh: "应用管理员变更", en: "App administrators changed" },
};

/** What a change is, for the types that carry a ChangeType. */
export const CHANGE_NAMES: Record<string, EventName> = {
  create_user: { zh: "新增成员", en: "member added" },
  update_user: { zh: "更新成员", en: "member changed" },
  delete_user: { zh: "删除成员", en: "member removed" },
  create_party: { zh: "新增部门", en: "department added" },
  update_party: { zh: "更新部门", en: "department changed" },
  delete_party: { zh: "删除部门", en: "department removed" },
  update_tag: { zh: "更新标签成员", en: "tag members changed" },
  add_external_contact: { zh: "添加客户", en: "customer added" },
  add_half_external_contact: { zh: "免验证添加客户", en: "customer added without confirmation" },
  edit_external_contact: { zh: "编辑客户", en: "customer edited" },
  del_external_contact: { zh: "成员删除客户", en: "customer removed by member" },
  del_follow_user: { zh: "客户删除成员", en: "member removed by customer" },
  transfer_fail: { zh: "客户接替失败", en: "customer transfer failed" },
  create: { zh: "新建", en: "created" },
  update: { zh: "更新", en: "changed" },
  delete: { zh: "删除", en: "deleted" },
  dismiss: { zh: "解散", en: "dismissed" },
  shuffle: { zh: "重新排序", en: "reordered" },
};

/** The name of an event type in a language; the wire name when it is one we do not know. */
export function eventNameOf(type: string, language: "zh" | "en", changeType: string | null = null): string {
  const name = Object.hasOwn(EVENT_NAMES, type) ? EVENT_NAMES[type]?.[language] : undefined;
  if (!changeType) return name ?? type;
  const change = Object.hasOwn(CHANGE_NAMES, changeType) ? CHANGE_NAMES[changeType]?.[language] : undefined;
  return `${name ?? type} · ${change ?? changeType}`;
}

/** Our own events out, beside `wecom.` and a type of the platform. */
const OUTGOING_NAMES: Record<string, EventName> = {
  "corp.authorized": { zh: "企业授权", en: "Enterprise authorised" },
  "corp.changed": { zh: "授权信息变更", en: "Authorisation changed" },
  "corp.cancelled": { zh: "企业取消授权", en: "Authorisation withdrawn" },
  "corp.purged": { zh: "企业数据已清除", en: "Enterprise data purged" },
  "suite.ticket_late": { zh: "suite_ticket 推送延迟", en: "suite_ticket late" },
  "portal.test": { zh: "测试事件", en: "Test event" },
  "portal.challenge": { zh: "归属验证", en: "Ownership challenge" },
};

const WECOM_PREFIX = "wecom.";

/** The name of an event that goes out; its wire name when it is one we do not know. */
export function outgoingNameOf(type: string, language: "zh" | "en"): string {
  if (type.startsWith(WECOM_PREFIX)) return eventNameOf(type.slice(WECOM_PREFIX.length), language);
  return (Object.hasOwn(OUTGOING_NAMES, type) ? OUTGOING_NAMES[type]?.[language] : undefined) ?? type;
}
