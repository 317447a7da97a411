import type { EventRow, Row } from "./event-template";

/** protocol.md 3.5. */
export const MESSAGES: readonly Row[] = [
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

const PHOTOS = {
  SendPicsInfo: { Count: 1, PicList: { item: [{ PicMd5Sum: "1b5f7c23b5bf75682a53e7b6d163e185" }] } },
};
const SCAN = { ScanCodeInfo: { ScanType: "qrcode", ScanResult: "result" } };

/** protocol.md 3.6. */
export const EVENTS: readonly EventRow[] = [
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
