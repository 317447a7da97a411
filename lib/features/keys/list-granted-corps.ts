import type { Deps } from "@/lib/features/deps";
import type { ApiCaller } from "@/lib/features/keys/api-caller";
import type { Authorization, AuthorizationStatus } from "@/lib/store/authorizations";

/** One page of the authorisations that a key is granted, newest first. A suite it is not granted has none. */
export async function listGrantedCorps(
  deps: Deps,
  caller: ApiCaller,
  query: {
    suite?: string | undefined;
    status?: AuthorizationStatus | undefined;
    q?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  },
): Promise<{ items: Authorization[]; nextCursor: string | null }> {
  const { suite, ...rest } = query;
  return deps.store.authorizations.listAuthorizations({
    ...rest,
    suiteKey: suite,
    suiteKeys: caller.suiteKeys === null ? undefined : [...caller.suiteKeys],
    corpIds: caller.corpIds === null ? undefined : [...caller.corpIds],
  });
}
