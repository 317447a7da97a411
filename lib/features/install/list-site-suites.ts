import type { Deps } from "@/lib/features/deps";
import type { Dialect, SuiteKind } from "@/lib/store/suites";

/** Why a suite cannot be authorised from the site at present; null when it can. */
export type NotReady = "setup" | "ticket" | "template" | null;

export type SiteSuite = {
  key: string;
  name: string;
  kind: SuiteKind;
  dialect: Dialect;
  notReady: NotReady;
};

/** The suites that the provider's site shows, in the order of the set-up, with what is still missing. */
export async function listSiteSuites(deps: Deps): Promise<SiteSuite[]> {
  const suites = await deps.store.suites.listSuites();
  return Promise.all(
    suites.map(async ({ id, key, name, kind, dialect, suiteId, suiteSecret }) => {
      const notReady = async (): Promise<NotReady> => {
        // A template is authorised by its QR code (get_customized_auth_url), not by an install page.
        if (kind === "template") return "template";
        if (!suiteId || !suiteSecret) return "setup";
        return (await deps.store.suiteTickets.listTickets(id)).length === 0 ? "ticket" : null;
      };
      return { key, name, kind, dialect, notReady: await notReady() };
    }),
  );
}
