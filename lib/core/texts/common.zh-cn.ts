/** Texts that every page may use, Chinese (the source). */
export const commonZhCn = {
  product: "企业微信应用服务",
  skip: "跳到正文",
  language: { switchTo: "English", label: "切换语言" },
  theme: { label: "外观", system: "跟随系统", light: "浅色", dark: "深色" },
  copy: { label: "复制 {what}", done: "已复制", failed: "复制失败，请手动选择" },
  close: "关闭",
  retry: "重试",
  back: "返回",
  home: "返回首页",
  signOut: "退出登录",
  none: "无",
  unknown: "未知",
  reference: "参考编号",
  referenceHint: "联系服务商时请提供此编号。",
  ago: {
    now: "刚刚",
    minutes: "{count} 分钟前",
    hours: "{count} 小时前",
    days: "{count} 天前",
  },
  status: {
    active: "已授权",
    cancelled: "已取消授权",
    needs_reauthorization: "需要重新授权",
    purged: "数据已清除",
  },
  notFound: {
    title: "页面不存在",
    body: "地址可能有误，或者内容已被移除。请检查地址，或返回首页重新进入。",
  },
  error: {
    title: "服务暂时不可用",
    body: "我们已记录此次故障。请稍后重试；如果一直出现，请把参考编号告诉服务商。",
  },
};
