/** Texts of the page that an install link opens, Chinese (the source). */
export const siteInviteZhCn = {
  invite: {
    title: "授权邀请",
    eyebrow: "给 {customer} 管理员的邀请",
    headline: "{inviter}邀请{customer}使用「{app}」",
    someone: "本服务商",
    body: "请由贵企业的企业微信管理员打开此页并完成授权。确认之前不会发生任何改变，授权之后也可以随时在企业微信管理后台收回。",
    facts: { customer: "受邀企业", inviter: "邀请方", app: "应用", corpId: "企业 ID", until: "有效期至" },
    button: "微信企业号应用授权",
    hint: "转到企业微信，由管理员确认",
    notYou: "如果您不是{customer}的管理员，请不要授权，并将此链接转交给对方。",
    once: "此链接只能使用一次。",
    nextTitle: "接下来",
    next: {
      one: "点击按钮，转到企业微信的授权页面，由管理员扫码登录。",
      two: "选择可见范围，核对应用申请的权限后确认。",
      three: "自动回到这里，看到是哪家企业完成了授权。",
    },
    nextTemplate: {
      one: "点击按钮，转到企业微信的授权页面，由管理员扫码登录。",
      two: "核对此代开发应用申请的权限后确认。",
      three: "服务商为贵企业配置并上线应用；完成后可在工作台看到。",
    },
    closed: {
      authorized: "此邀请已使用",
      authorized_other: "此邀请已使用",
      expired: "此邀请已过期",
      revoked: "此邀请已撤销",
      body: "请联系向您发送此链接的服务商，获取新的邀请。",
      used: "「{app}」已通过此邀请完成授权。如需再次授权，请联系服务商。",
    },
  },
};
