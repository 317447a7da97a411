/** What an entry of the audit log says, by its action. Chinese (the source). */
export const consoleAuditZhCn = {
  auditActions: {
    admin: {
      signed_in: "管理员登录",
    },
    api: {
      tried: "在控制台试调接口",
      try_begun: "开始在控制台试调接口",
    },
    api_key: {
      changed: "更改 API 密钥的上限",
      created: "新建 API 密钥",
      revoked: "作废 API 密钥",
      rotated: "更换 API 密钥",
    },
    corp: {
      authorization_lost: "授权已失效",
      authorization_restored: "授权已恢复",
      authorized: "企业已授权",
      cancel_confirmed: "取消授权已核实",
      permanent_code_reset: "permanent_code 已更换",
      purged: "企业数据已清除",
      refresh_requested: "要求重新读取授权",
      suspended: "企业已停用",
    },
    delivery: {
      replayed: "重发一次投递",
    },
    domain_file: {
      removed: "删除域名校验文件",
      saved: "保存域名校验文件",
    },
    egress: {
      address_saved: "保存出口地址",
    },
    endpoint: {
      changed: "修改接收端点",
      created: "新建接收端点",
      deleted: "删除接收端点",
      disabled: "接收端点已停用",
      enabled: "接收端点已启用",
      failing: "接收端点持续失败",
      not_verified: "接收端点未通过验证",
      paused: "接收端点已暂停",
      replayed: "重发事件",
      secret_rotated: "更换签名密钥",
      tested: "发送测试事件",
      verified: "接收端点已验证",
    },
    event: {
      replayed: "重新处理一个事件",
      revealed: "查看隐藏字段",
    },
    events: {
      exported: "导出事件",
      replayed: "重新处理多个事件",
    },
    install: {
      failed: "授权失败",
      outcome_unknown: "授权结果未知",
    },
    install_link: {
      made: "新建安装链接",
      revoked: "作废安装链接",
    },
    keys: {
      ended: "旧密钥对提前结束",
      extended: "旧密钥对延期",
      revealed: "查看 Token 与 EncodingAESKey",
      rotated: "更换 Token 与 EncodingAESKey",
    },
    provider: {
      changed: "修改服务商信息",
      proof_window_opened: "打开服务商校验窗口",
    },
    retention: {
      changed: "修改保留期限",
    },
    settings: {
      imported: "导入配置",
    },
    staff: {
      created: "由启动文件添加成员",
      disabled: "停用成员",
      enabled: "启用成员",
      first_owner_created: "创建首个所有者",
      invite_accepted: "接受邀请",
      invited: "邀请成员",
      link_made: "新建登录链接",
      password_set: "由启动文件更换密码",
      role_changed: "修改成员角色",
      signed_in: "成员登录",
    },
    suite: {
      changed: "修改套件",
      created: "新建套件",
      exported: "导出套件配置",
      proof_window_opened: "打开校验窗口",
      self_tested: "运行自测",
    },
    work: {
      run_again: "再次执行待办",
    },
  },
};
