/** Texts of the provider's site, the install pages, the admin sign-in and /corp, Chinese (the source). */
export const siteZhCn = {
  title: "企业微信应用服务",
};
