import type { consoleKeysZhCn } from "@/lib/core/texts/console-keys.zh-cn";

/** Texts of the console's API keys and install links, English. */
export const consoleKeysEn: typeof consoleKeysZhCn = {
  apiKeys: {
    title: "API keys",
    lead: "With a key, your programs read tokens, call WeCom and receive events.",
    toApi: "API documentation",
    create: "Create a key",
    createHint: "The key is shown this once. Grant only what the program needs.",
    name: "Name",
    nameHint: "Say which program uses it, for example crm-backend",
    suites: "Apps",
    scopes: "Scopes",
    corps: "Only these enterprises",
    corpsHint:
      "Optional. Corp ids separated by spaces; empty means every enterprise of the chosen apps. Such a key never gets suite or provider tokens.",
    everySuite: "Every app",
    everySuiteHint: "Also those added later",
    scope: {
      "tokens:read": "Read tokens and signatures; includes enterprises, members and install links",
      "proxy:call": "Call WeCom in an enterprise's name",
      "events:read": "Read decrypted events and deliver them again",
      "corps:read": "Read the facts of authorised enterprises",
      "identity:read": "Find out which member opened the app",
      "install-links:write": "Create and see install links",
      "endpoints:write": "Manage the endpoints that receive events",
    },
    expires: "Expires",
    noExpiry: "Never",
    days: "{days} days",
    createSubmit: "Create key",
    problem:
      "Please check: a name, at least one app and one scope; corp ids have letters, digits, - and _ only.",
    key: "key",
    ready: "The key is ready",
    readyHint: "Put it into your program's configuration now. It cannot be shown again.",
    list: "All keys",
    emptyTitle: "No keys yet",
    emptyBody: "Create a key, and your programs reach every authorised enterprise at one address.",
    emptyBodyOther: "Ask an owner to create a key.",
    state: { active: "Active", rotating: "Rotating", expired: "Expired", revoked: "Revoked" },
    fromFile: "From the bootstrap file",
    lastUsed: "Last used",
    never: "never",
    created: "Created",
    oldUntil: "Old key works until",
    revokedAt: "Revoked",
    manage: "Rotate or revoke",
    rotate: "Rotate key",
    overlap: "The old key keeps working",
    overlapNone: "Ends now",
    overlapHours: "{hours} hours",
    revoke: "Revoke key",
    typeName: 'Type "{name}" to confirm',
    revokeHint: "Takes effect at once and cannot be undone. Programs that use it get 401.",
  },
  corpReason: {
    permanent_code_dead:
      "WeCom no longer accepts the permanent_code (40084): the enterprise may have removed the app, reset the authorisation, or been dissolved. Ask its administrator to install the app again.",
    corp_dissolved:
      "WeCom no longer knows this enterprise: it was probably dissolved or changed its legal entity. The notice of cancellation may come 15 days late.",
  },
};
