import "server-only";
import type { Deps } from "@/lib/features/deps";
import type { ProxyParts } from "@/lib/features/proxy/proxy-deps";
import { type ApiLimits, createApiLimits } from "@/lib/runtime/api/api-limits";
import { createCorpDesk } from "@/lib/runtime/api/corp-desk";
import { createKeyDirectory } from "@/lib/runtime/api/key-directory";
import { createSeats } from "@/lib/runtime/api/stream-seats";

/** What the API of one process remembers between requests; the door and Next's routes share it. */
export function createApiService(deps: Deps, limits?: ApiLimits, proxy: ProxyParts | null = null) {
  const keys = createKeyDirectory(deps);
  return {
    keys,
    desk: createCorpDesk(deps),
    limits: createApiLimits(limits),
    streams: createSeats(),
    /** null where nothing is passed on to WeCom (tests of other routes). */
    proxy,
    async close(): Promise<void> {
      await keys.flush().catch(() => {});
    },
  };
}
export type ApiService = ReturnType<typeof createApiService>;
