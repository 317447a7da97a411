import type { siteInviteZhCn } from "@/lib/core/texts/site-invite.zh-cn";

/** Texts of the page that an install link opens, English. */
export const siteInviteEn: typeof siteInviteZhCn = {
  invite: {
    title: "Invitation to authorise",
    eyebrow: "For the administrator of {customer}",
    headline: '{inviter} invites {customer} to use "{app}"',
    someone: "This provider",
    body: "A WeCom administrator of your enterprise should open this page and authorise the app. Nothing changes before you confirm, and you can withdraw at any time in WeCom's admin console.",
    facts: {
      customer: "Invited enterprise",
      inviter: "Invited by",
      app: "App",
      corpId: "Corp ID",
      until: "Valid until",
    },
    button: "Authorise with WeCom",
    hint: "Goes to WeCom, where an administrator confirms",
    notYou: "If you are not an administrator of {customer}, do not authorise; pass this link on instead.",
    once: "This link works once.",
    nextTitle: "What happens next",
    next: {
      one: "Press the button. WeCom's page opens, where an administrator signs in.",
      two: "Choose who may use the app, check what it asks for, and confirm.",
      three: "You come back here and see which enterprise has authorised.",
    },
    nextTemplate: {
      one: "Press the button. WeCom's page opens, where an administrator signs in with a QR code.",
      two: "Check what this customised app asks for, and confirm.",
      three: "The provider sets the app up for your enterprise; then it appears in the workbench.",
    },
    closed: {
      authorized: "This invitation has been used",
      authorized_other: "This invitation has been used",
      expired: "This invitation has expired",
      revoked: "This invitation was withdrawn",
      body: "Ask the provider who sent you this link for a new one.",
      used: '"{app}" was authorised with this invitation. Ask the provider if you need to authorise again.',
    },
  },
};
