import "server-only";
import type { Endpoint as EndpointRow } from "@/lib/store/generated/client";

export type EndpointState = "enabled" | "paused" | "disabled";
/** Why a state is what it is; a code, the screens have the words. */
export type EndpointReason = "by_staff" | "gone" | "failing" | null;
export type EndpointEnvironment = "production" | "development";
export type PayloadForm = "thin" | "full";

/** What people and programs may set. */
export type EndpointSettings = {
  description: string;
  suiteKey: string;
  url: string;
  eventFilter: string[];
  corpFilter: string[];
  environment: EndpointEnvironment;
  payload: PayloadForm;
  isOrdered: boolean;
  isAnswering: boolean;
  concurrency: number;
  ratePerSecond: number | null;
};

/** An endpoint without its secrets. */
export type Endpoint = EndpointSettings & {
  id: string;
  name: string;
  state: EndpointState;
  stateReason: EndpointReason;
  stateAt: Date | null;
  failuresInARow: number;
  failingSince: Date | null;
  noticeAt: Date | null;
  throttledUntil: Date | null;
  lastSuccessAt: Date | null;
  verifiedAt: Date | null;
  verifiedBy: "challenge" | "settings" | "bootstrap" | null;
  createdAt: Date;
  updatedAt: Date;
};

export function readEndpoint(row: EndpointRow): Endpoint {
  const { secretSealed: _, rateFrom: __, ...rest } = row;
  return {
    ...rest,
    state: row.state as EndpointState,
    stateReason: row.stateReason as EndpointReason,
    environment: row.environment as EndpointEnvironment,
    payload: row.payload as PayloadForm,
    verifiedBy: row.verifiedBy as Endpoint["verifiedBy"],
  };
}
