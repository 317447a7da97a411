import type { consoleAuditZhCn } from "@/lib/core/texts/console-audit.zh-cn";

/** What an entry of the audit log says, by its action. English. */
export const consoleAuditEn: typeof consoleAuditZhCn = {
  auditActions: {
    admin: {
      signed_in: "Admin signed in",
    },
    api: {
      tried: "API tried in the console",
      try_begun: "API try begun in the console",
    },
    api_key: {
      changed: "API key's limits changed",
      created: "API key created",
      revoked: "API key revoked",
      rotated: "API key rotated",
    },
    corp: {
      authorization_lost: "Authorisation lost",
      authorization_restored: "Authorisation restored",
      authorized: "Enterprise authorised",
      cancel_confirmed: "Cancellation confirmed",
      permanent_code_reset: "permanent_code replaced",
      purged: "Enterprise data purged",
      refresh_requested: "Authorisation to be read again",
      suspended: "Enterprise suspended",
    },
    delivery: {
      replayed: "Delivery sent again",
    },
    domain_file: {
      removed: "Domain file removed",
      saved: "Domain file saved",
    },
    egress: {
      address_saved: "Egress address saved",
    },
    endpoint: {
      changed: "Endpoint changed",
      created: "Endpoint created",
      deleted: "Endpoint deleted",
      disabled: "Endpoint disabled",
      enabled: "Endpoint enabled",
      failing: "Endpoint keeps failing",
      not_verified: "Endpoint not verified",
      paused: "Endpoint paused",
      replayed: "Events sent again",
      secret_rotated: "Signing secret rotated",
      tested: "Test event sent",
      verified: "Endpoint verified",
    },
    event: {
      replayed: "Event processed again",
      revealed: "Hidden fields shown",
    },
    events: {
      exported: "Events exported",
      replayed: "Events processed again",
    },
    install: {
      failed: "Install failed",
      outcome_unknown: "Install outcome unknown",
    },
    install_link: {
      made: "Install link made",
      revoked: "Install link revoked",
    },
    keys: {
      ended: "Old key pair ended",
      extended: "Old key pair extended",
      revealed: "Token and EncodingAESKey shown",
      rotated: "Token and EncodingAESKey rotated",
    },
    provider: {
      changed: "Provider changed",
      proof_window_opened: "Provider's verification window opened",
    },
    retention: {
      changed: "Retention changed",
    },
    settings: {
      imported: "Settings imported",
    },
    staff: {
      created: "Member added by the bootstrap file",
      disabled: "Member disabled",
      enabled: "Member enabled",
      first_owner_created: "First owner created",
      invite_accepted: "Invitation accepted",
      invited: "Member invited",
      link_made: "Sign-in link made",
      password_set: "Password changed by the bootstrap file",
      role_changed: "Member's role changed",
      signed_in: "Member signed in",
    },
    suite: {
      changed: "Suite changed",
      created: "Suite created",
      exported: "Suite settings exported",
      proof_window_opened: "Verification window opened",
      self_tested: "Self-test run",
    },
    work: {
      run_again: "Work run again",
    },
  },
};
