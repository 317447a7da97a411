import { Tabs } from "@/app/_ui/tabs";
import type { Translate } from "@/lib/runtime/i18n";

const TABS = [
  { name: "events", href: "/console/events" },
  { name: "requests", href: "/console/events/requests" },
  { name: "retention", href: "/console/events/retention" },
] as const;

/** What the inbox has to show: what was accepted, what was asked, how long it stays. */
export function InboxTabs({ here, t }: { here: (typeof TABS)[number]["name"]; t: Translate }) {
  return (
    <Tabs
      label={t("console.inbox.tabs.label")}
      items={TABS.map(({ name, href }) => ({
        href,
        text: t(`console.inbox.tabs.${name}`),
        isHere: name === here,
        testId: `inbox-tab-${name}`,
      }))}
    />
  );
}
