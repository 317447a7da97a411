/** Every page that a person can open, with what must be on it before it is judged. Paths get `corp` and `event` filled in. */
export type PortalPage = { name: string; path: string; who: "anyone" | "staff" };

export const PORTAL_PAGES: PortalPage[] = [
  { name: "site", path: "/", who: "anyone" },
  {
    name: "install-failed",
    path: "/install/crm/failed?code=install.state_expired&ref=7K2M9QXA",
    who: "anyone",
  },
  { name: "not-found", path: "/console/nowhere", who: "anyone" },
  { name: "sign-in-failed", path: "/sign-in/failed?code=sign_in.expired", who: "anyone" },
  { name: "corp-signed-out", path: "/corp", who: "anyone" },
  { name: "staff-sign-in", path: "/console/sign-in", who: "anyone" },
  { name: "overview", path: "/console", who: "staff" },
  { name: "suites", path: "/console/suites", who: "staff" },
  { name: "suite", path: "/console/suites/crm", who: "staff" },
  { name: "suite-new", path: "/console/suites/new", who: "staff" },
  { name: "provider", path: "/console/provider", who: "staff" },
  { name: "corps", path: "/console/corps", who: "staff" },
  { name: "corps-no-match", path: "/console/corps?q=zzzzzz", who: "staff" },
  { name: "events", path: "/console/events", who: "staff" },
  { name: "events-no-match", path: "/console/events?type=nothing_of_the_kind", who: "staff" },
  { name: "calls", path: "/console/calls", who: "staff" },
  { name: "calls-no-match", path: "/console/calls?path=nothing_of_the_kind", who: "staff" },
  { name: "requests", path: "/console/events/requests", who: "staff" },
  { name: "requests-no-match", path: "/console/events/requests?cause=doctype", who: "staff" },
  { name: "retention", path: "/console/events/retention", who: "staff" },
  { name: "replay", path: "/console/events/replay", who: "staff" },
  { name: "work", path: "/console/work", who: "staff" },
  { name: "staff", path: "/console/staff", who: "staff" },
  { name: "audit", path: "/console/audit", who: "staff" },
];
