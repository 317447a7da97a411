import type { Channel } from "./state";

/** One callback of protocol.md 3 with example fields; `{corp}`, `{user}`, … are filled in (see compose.ts). */
export interface EventTemplate {
  /** How the control API and the form name it. */
  id: string;
  channel: Channel;
  /** InfoType on command and provider, MsgType on data. */
  type: string;
  zh: string;
  en: string;
  fields: Record<string, unknown>;
  /** Whether it is about an enterprise. */
  needsCorp: boolean;
  /** FromUserName when it is no member. */
  from?: "sys";
}

type Row = readonly [type: string, zh: string, en: string, fields?: Record<string, unknown>, more?: Extra];
type Extra = Partial<Pick<EventTemplate, "id" | "needsCorp" | "from">>;

const CORP = { AuthCorpId: "{corp}" };
const CONTACT = { ...CORP };
const CUSTOMER = { ...CORP, UserID: "{user}", ExternalUserID: "wmExampleCustomer" };
const PAID = { PaidCorpId: "{corp}" };

const change = (kind: string, changeType: string, zh: string, fields: Record<string, unknown>): Row => [
  kind,
  zh,
  changeType.replaceAll("_", " "),
  { ...(kind === "change_contact" ? CONTACT : CORP), ChangeType: changeType, ...fields },
  { id: `${kind}.${changeType}` },
];

const USER = { UserID: "{user}", OpenUserID: "{openuser}" };

/** protocol.md 3.1 and 3.2. */
const COMMAND: readonly Row[] = [
  ["suite_ticket", "推送票据", "suite ticket", { SuiteTicket: "{text}" }, { needsCorp: false }],
  ["create_auth", "授权成功", "authorised", { AuthCode: "{authcode}", State: "s1" }],
  ["change_auth", "变更授权", "authorisation changed", CORP],
  ["cancel_auth", "取消授权", "authorisation cancelled", CORP],
  ["reset_permanent_code", "重置永久授权码", "permanent code reset", { AuthCode: "{authcode}" }],
  ["change_app_admin", "应用管理员变更", "administrators changed", {}, { from: "sys" }],
  ["corp_arch_auth", "组织架构信息授权", "organisation structure granted", CORP],
  [
    "approve_special_auth",
    "获客助手授权",
    "customer acquisition granted",
    { ...CORP, AuthType: "customer_acquisition" },
  ],
  [
    "cancel_special_auth",
    "取消获客助手授权",
    "customer acquisition withdrawn",
    { ...CORP, AuthType: "customer_acquisition" },
  ],
  [
    "share_agent_change",
    "应用共享变更（企业互联）",
    "sharing changed",
    { AppId: 1, CorpId: "{corp}", AgentId: "{agent}" },
  ],
  [
    "share_chain_change",
    "应用共享变更（上下游）",
    "chain sharing changed",
    { AppId: 1, CorpId: "{corp}", AgentId: "{agent}" },
  ],
  change("change_contact", "create_user", "新增成员", {
    ...USER,
    Name: "{user}",
    Department: "1,2",
    MainDepartment: 1,
    IsLeaderInDept: "0,0",
    DirectLeader: "",
    Gender: 0,
    Status: 1,
  }),
  change("change_contact", "update_user", "更新成员", { ...USER, NewUserID: "{user}2", Department: "2" }),
  change("change_contact", "delete_user", "删除成员", USER),
  change("change_contact", "create_party", "新增部门", { Id: 7, Name: "7", ParentId: 1, Order: 100 }),
  change("change_contact", "update_party", "更新部门", { Id: 7, Name: "7", ParentId: 2 }),
  change("change_contact", "delete_party", "删除部门", { Id: 7 }),
  change("change_contact", "update_tag", "标签变更", {
    TagId: 1,
    AddUserItems: "{user}",
    DelPartyItems: "3,4",
  }),
  change("change_external_contact", "add_external_contact", "添加客户", {
    ...CUSTOMER,
    State: "s1",
    WelcomeCode: "{text}",
  }),
  change("change_external_contact", "add_half_external_contact", "免验证添加客户", {
    ...CUSTOMER,
    State: "s1",
    WelcomeCode: "{text}",
  }),
  change("change_external_contact", "edit_external_contact", "编辑客户", CUSTOMER),
  change("change_external_contact", "del_external_contact", "成员删除客户", {
    ...CUSTOMER,
    Source: "DELETE_BY_TRANSFER",
  }),
  change("change_external_contact", "del_follow_user", "客户删除成员", CUSTOMER),
  change("change_external_contact", "transfer_fail", "客户接替失败", {
    ...CUSTOMER,
    FailReason: "customer_refused",
  }),
  change("change_external_chat", "create", "客户群创建", { ChatId: "wrExampleChat" }),
  change("change_external_chat", "update", "客户群变更", {
    ChatId: "wrExampleChat",
    UpdateDetail: "add_member",
    JoinScene: 1,
    QuitScene: 0,
    MemChangeCnt: 1,
    MemChangeList: { Item: ["wmExampleCustomer"] },
    LastMemVer: "{text}",
    CurMemVer: "{text}",
  }),
  change("change_external_chat", "dismiss", "客户群解散", { ChatId: "wrExampleChat" }),
  change("change_external_tag", "create", "客户标签创建", { Id: "etExampleTag", TagType: "tag" }),
  change("change_external_tag", "update", "客户标签变更", {
    Id: "etExampleTag",
    TagType: "tag",
    StrategyId: 1,
  }),
  change("change_external_tag", "delete", "客户标签删除", { Id: "etExampleTag", TagType: "tag_group" }),
  change("change_external_tag", "shuffle", "客户标签重排", { Id: "etExampleTag", StrategyId: 1 }),
  ["open_order", "下单成功", "order opened", { ...PAID, OrderId: "{order}", OperatorId: "{user}" }],
  ["change_order", "改单", "order changed", { ...PAID, OldOrderId: "{order}", NewOrderId: "{order}" }],
  ["pay_for_app_success", "支付成功", "paid", { ...PAID, OrderId: "{order}" }],
  ["refund", "退款", "refunded", { ...PAID, OrderId: "{order}" }],
  ["change_editon", "变更版本（企业微信的拼写）", "edition changed (spelt so)", PAID],
  [
    "batch_job_result",
    "异步任务完成",
    "job done",
    { ...CORP, BatchJob: { JobId: "{text}", JobType: "contact_id_translate", ErrCode: 0, ErrMsg: "ok" } },
  ],
  ["contact_sync", "通讯录变更（企业号）", "contacts changed (legacy)", { ...CORP, Seq: 7 }],
];

/** protocol.md 3.4. */
const PROVIDER: readonly Row[] = [
  [
    "register_corp",
    "注册完成",
    "registered",
    {
      RegisterCode: "{text}",
      ...CORP,
      ContactSync: { AccessToken: "{text}", ExpiresIn: 1800 },
      AuthUserInfo: { UserId: "{user}" },
      State: "s1",
      TemplateId: "tplExample",
    },
  ],
  [
    "enter_register_package",
    "进入推广包",
    "entered the package",
    {
      ...CORP,
      AuthUserInfo: { UserId: "{user}" },
      RegisterCode: "{text}",
      State: "s1",
      TemplateId: "tplExample",
    },
  ],
  [
    "license_pay_success",
    "许可支付成功",
    "licence paid",
    { ...CORP, OrderId: "{order}", BuyerUserId: "buyer" },
  ],
  ["license_refund", "许可退款", "licence refunded", { ...CORP, OrderId: "{order}", OrderStatus: 5 }],
  [
    "auto_activate",
    "许可自动激活",
    "licences activated",
    {
      ...CORP,
      Scene: 1,
      AccountList: [
        {
          ActiveCode: "{text}",
          Type: 1,
          ExpireTime: "{later}",
          UserId: "{user}",
          PreviousStatus: 1,
          PreviousActiveCode: "",
        },
        {
          ActiveCode: "{text}",
          Type: 2,
          ExpireTime: "{later}",
          UserId: "{user}",
          PreviousStatus: 3,
          PreviousActiveCode: "{text}",
        },
      ],
    },
  ],
  ["agree_external_userid_migration", "同意外部联系人 ID 升级", "external id migration agreed", CORP],
];

/** protocol.md 3.5. */
const MESSAGES: readonly Row[] = [
  ["text", "文本消息", "text", { Content: "你好", MsgId: "{msgid}" }],
  ["image", "图片消息", "image", { PicUrl: "{url}/_assets/pic.png", MediaId: "{text}", MsgId: "{msgid}" }],
  ["voice", "语音消息", "voice", { MediaId: "{text}", Format: "amr", MsgId: "{msgid}" }],
  ["video", "视频消息", "video", { MediaId: "{text}", ThumbMediaId: "{text}", MsgId: "{msgid}" }],
  [
    "location",
    "位置消息",
    "location",
    {
      Location_X: "23.134",
      Location_Y: "113.358",
      Scale: 20,
      Label: "广州塔",
      AppType: "wxwork",
      MsgId: "{msgid}",
    },
  ],
  [
    "link",
    "链接消息",
    "link",
    {
      Title: "标题",
      Description: "描述",
      Url: "https://example.com/",
      PicUrl: "https://example.com/p.png",
      MsgId: "{msgid}",
    },
  ],
];

type EventRow = readonly [
  event: string,
  zh: string,
  en: string,
  fields?: Record<string, unknown>,
  from?: "sys",
];

const PHOTOS = {
  SendPicsInfo: { Count: 1, PicList: { item: [{ PicMd5Sum: "1b5f7c23b5bf75682a53e7b6d163e185" }] } },
};
const SCAN = { ScanCodeInfo: { ScanType: "qrcode", ScanResult: "result" } };

/** protocol.md 3.6. */
const EVENTS: readonly EventRow[] = [
  ["subscribe", "成员进入可见范围", "member in range", { EventKey: "" }],
  ["unsubscribe", "成员离开可见范围", "member out of range", { EventKey: "" }],
  ["enter_agent", "进入应用", "opened the app", { EventKey: "" }],
  [
    "LOCATION",
    "上报位置",
    "position",
    { Latitude: "23.104", Longitude: "113.320", Precision: "65.000", AppType: "wxwork" },
  ],
  ["click", "点击菜单", "menu click", { EventKey: "key1" }],
  ["view", "点击菜单链接", "menu link", { EventKey: "https://example.com/" }],
  ["view_miniprogram", "点击小程序菜单", "menu mini-program", { EventKey: "pages/index" }],
  ["scancode_push", "扫码推事件", "scan", { EventKey: "key1", ...SCAN }],
  ["scancode_waitmsg", "扫码带提示", "scan and wait", { EventKey: "key1", ...SCAN }],
  ["pic_sysphoto", "拍照发图", "camera", { EventKey: "key1", ...PHOTOS }],
  ["pic_photo_or_album", "拍照或相册发图", "camera or album", { EventKey: "key1", ...PHOTOS }],
  ["pic_weixin", "相册发图", "album", { EventKey: "key1", ...PHOTOS }],
  [
    "location_select",
    "选择位置",
    "place chosen",
    {
      EventKey: "key1",
      SendLocationInfo: { Location_X: "23", Location_Y: "113", Scale: "15", Label: "广州", Poiname: "" },
    },
  ],
  [
    "batch_job_result",
    "异步任务完成",
    "job done",
    { BatchJob: { JobId: "{text}", JobType: "sync_user", ErrCode: 0, ErrMsg: "ok" } },
    "sys",
  ],
  [
    "change_contact",
    "通讯录变更（消息形式）",
    "contacts changed",
    { ChangeType: "update_user", UserID: "{user}" },
    "sys",
  ],
  [
    "change_external_contact",
    "客户变更（消息形式）",
    "customer changed",
    { ChangeType: "edit_external_contact", UserID: "{user}", ExternalUserID: "wmExampleCustomer" },
    "sys",
  ],
  [
    "change_external_chat",
    "客户群变更（消息形式）",
    "group changed",
    { ChangeType: "update", ChatId: "wrExampleChat" },
    "sys",
  ],
  [
    "change_external_tag",
    "客户标签变更（消息形式）",
    "customer tag changed",
    { ChangeType: "update", Id: "etExampleTag", TagType: "tag" },
    "sys",
  ],
  [
    "open_approval_change",
    "审批状态变更",
    "approval changed",
    {
      ApprovalInfo: {
        ThirdNo: "{text}",
        OpenSpName: "付款",
        OpenTemplateId: "{text}",
        OpenSpStatus: 1,
        ApplyTime: "{now}",
        ApplyUserName: "{user}",
        ApplyUserId: "{user}",
        ApplyUserParty: "总部",
        ApplyUserImage: "{url}/_assets/avatar.png",
        ApprovalNodes: {
          ApprovalNode: [
            {
              NodeStatus: 1,
              NodeAttr: 1,
              NodeType: 1,
              Items: {
                Item: [
                  {
                    ItemName: "{user}",
                    ItemUserid: "{user}",
                    ItemParty: "总部",
                    ItemImage: "",
                    ItemStatus: 1,
                    ItemSpeech: "",
                    ItemOpTime: 0,
                  },
                ],
              },
            },
          ],
        },
        NotifyNodes: { NotifyNode: [{ ItemName: "{user}", ItemUserid: "{user}" }] },
        ApproverStep: 0,
      },
    },
    "sys",
  ],
  [
    "template_card_event",
    "点击模板卡片",
    "card button",
    {
      EventKey: "key1",
      TaskId: "task1",
      CardType: "button_interaction",
      ResponseCode: "{text}",
      SelectedItems: { SelectedItem: [{ QuestionKey: "q1", OpitonIds: { OpitonId: ["a", "b"] } }] },
    },
  ],
  [
    "template_card_menu_event",
    "点击卡片菜单",
    "card menu",
    { EventKey: "key1", TaskId: "task1", CardType: "text_notice", ResponseCode: "{text}" },
  ],
  ["taskcard_click", "点击任务卡片", "task card", { EventKey: "key1", TaskId: "task1" }],
  ["share_agent_change", "应用共享变更", "sharing changed", {}, "sys"],
  ["share_chain_change", "上下游共享变更", "chain sharing changed", {}, "sys"],
  ["close_inactive_agent", "应用停用（长期未使用）", "app suspended", {}, "sys"],
  ["reopen_inactive_agent", "应用恢复", "app restored", {}, "sys"],
  ["inactive_alert", "停用预警", "alert of inactivity", {}, "sys"],
  ["low_active_alert", "低活跃预警", "alert of low use", { EffectTime: "{later}" }, "sys"],
  ["low_active", "低活跃", "low use", {}, "sys"],
  ["active_restored", "活跃恢复", "use restored", {}, "sys"],
  ["unlicensed_notify", "成员无许可", "member without licence", {}],
  ["change_app_admin", "应用管理员变更", "administrators changed", {}, "sys"],
];

function made(channel: Channel, [type, zh, en, fields, more]: Row): EventTemplate {
  const id = more?.id ?? type;
  const from = more?.from === undefined ? {} : { from: more.from };
  return { id, channel, type, zh, en, fields: fields ?? {}, needsCorp: more?.needsCorp ?? true, ...from };
}

/** Every event and message of protocol.md 3, in its order. */
export const EVENT_CATALOGUE: readonly EventTemplate[] = [
  ...COMMAND.map((row) => made("command", row)),
  ...PROVIDER.map((row) => made("provider", row)),
  ...MESSAGES.map((row) => made("data", row)),
  ...EVENTS.map(([event, zh, en, fields, from]) =>
    made("data", [
      "event",
      zh,
      en,
      { Event: event, ...fields },
      { id: `event.${event}`, ...(from ? { from } : {}) },
    ]),
  ),
];

export function findTemplate(id: string): EventTemplate | null {
  return EVENT_CATALOGUE.find((one) => one.id === id) ?? null;
}
