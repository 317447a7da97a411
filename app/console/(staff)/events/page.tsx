import { type Query, readQuery } from "@/app/console/_parts/links";
import { EventList } from "@/app/console/(staff)/events/event-list";
import { eventFilter } from "@/lib/features/console/event-filter";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export default async function EventsPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t, locale }] = [await getDeps(), await getTranslator()];
  const filter = eventFilter.parse(await readQuery(searchParams));
  return <EventList deps={deps} principal={principal} filter={filter} locale={locale} t={t} />;
}
