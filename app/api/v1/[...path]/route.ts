import { nextApi } from "@/lib/runtime/api/next-api";

export const dynamic = "force-dynamic";

/** Everything under /api/v1 is in the registry (lib/runtime/api/registry.ts); `npm start` answers it at the door. */
export { nextApi as GET, nextApi as POST, nextApi as PUT, nextApi as PATCH, nextApi as DELETE };
