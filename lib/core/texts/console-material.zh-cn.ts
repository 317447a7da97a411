/** Texts of the material check; Chinese (the source). */
export const consoleMaterialZhCn = {
  material: {
    title: "上架素材检查",
    lead: "在浏览器中检查图片是否符合要求。文件不会上传，也不会离开这台电脑。",
    logo: "Logo",
    screenshot: "应用截图",
    drop: "把图片拖到这里，或选择文件",
    rule: {
      formats: "格式 {formats}",
      bytes: "不超过 {size}",
      pixels: "{width} × {height} 像素",
      white: "白色背景",
      count: "至少 {count} 张",
      clear: "内容清晰、没有马赛克（请自行确认）",
    },
    source: {
      provider_guide_2017: "来源：企业号服务商接入说明（2017）",
      vendor_console: "来源：服务商后台的填写要求",
      unconfirmed: "来源：沿用企业号的要求，现行规则未经证实",
    },
    good: "符合要求",
    trouble: {
      format: "格式不对：只接受 {formats}。",
      unreadable: "图片打不开，可能已损坏。",
      bytes: "太大：{size}，上限 {limit}。",
      pixels: "尺寸是 {width} × {height}，应为 {wantedWidth} × {wantedHeight}。",
      square: "不是正方形：{width} × {height}，应为 {wantedWidth} × {wantedHeight}。",
      ground: "背景不是白色。",
    },
    enough: "已有 {count} 张符合要求",
    missing: "还差 {count} 张",
    remove: "移除",
  },
};
