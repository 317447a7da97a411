import { type Query, readQuery } from "@/app/console/_parts/links";
import { RequestList } from "@/app/console/(staff)/events/requests/request-list";
import { requestFilter } from "@/lib/features/console/list-requests";
import { requireStaff } from "@/lib/runtime/auth";
import { getDeps } from "@/lib/runtime/deps";
import { getTranslator } from "@/lib/runtime/i18n";

export default async function RequestsPage({ searchParams }: { searchParams: Query }) {
  const principal = await requireStaff();
  const [deps, { t }] = [await getDeps(), await getTranslator()];
  const filter = requestFilter.parse(await readQuery(searchParams));
  return <RequestList deps={deps} principal={principal} filter={filter} t={t} />;
}
