import { USER_TYPE } from "@/lib/features/sign-in/decide-access";
import type { Translate } from "@/lib/runtime/i18n";

/** The words for WeCom's kind of user. A member who is here manages the app. */
export function roleText(userType: number, t: Translate): string {
  if (userType === USER_TYPE.creator) return t("site.signIn.role.creator");
  if (userType === USER_TYPE.internal) return t("site.signIn.role.internal");
  if (userType === USER_TYPE.external) return t("site.signIn.role.external");
  if (userType === USER_TYPE.graded) return t("site.signIn.role.graded");
  return t("site.signIn.role.member");
}
