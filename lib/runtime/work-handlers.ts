import "server-only";
import { handleEvent, handleParkedEvent } from "@/lib/features/callbacks/handle-event";
import type { Deps } from "@/lib/features/deps";
import { RECONCILE_WORK, reconcileAuthorization } from "@/lib/features/install/reconcile-authorizations";
import { refreshAuthorization } from "@/lib/features/install/refresh-authorization";
import { runExchangeWork } from "@/lib/features/install/run-exchange-work";
import type { WorkResult } from "@/lib/features/work-result";
import { CONFIRM_CANCEL_WORK, REFRESH_WORK } from "@/lib/store/authorization-lifecycle";
import { EVENT_WORK, EXCHANGE_WORK, type LeasedWork, PARKED_WORK } from "@/lib/store/work-items";

export type WorkHandler = (deps: Deps, item: LeasedWork) => Promise<WorkResult>;

/** What the worker does, by the kind of work. */
export const WORK_HANDLERS: Record<string, WorkHandler> = {
  [EVENT_WORK]: (deps, { subjectId }) => handleEvent(deps, subjectId),
  [PARKED_WORK]: (deps, { subjectId }) => handleParkedEvent(deps, subjectId),
  [EXCHANGE_WORK]: (deps, { subjectId, attempts }) => runExchangeWork(deps, subjectId, attempts),
  [REFRESH_WORK]: (deps, { subjectId }) => refreshAuthorization(deps, subjectId, false),
  [RECONCILE_WORK]: (deps, { subjectId }) => reconcileAuthorization(deps, subjectId),
  [CONFIRM_CANCEL_WORK]: (deps, { subjectId }) => refreshAuthorization(deps, subjectId, true),
};
