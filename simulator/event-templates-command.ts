import type { Row } from "./event-template";

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
export const COMMAND: readonly Row[] = [
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
export const PROVIDER: readonly Row[] = [
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
