import type { CallbackCause } from "@/lib/core/callback-causes";
import type { Deps } from "@/lib/features/deps";
import type { Channel } from "@/lib/store/accept-events";
import type { CallbackTarget } from "@/lib/store/callback-directory";
import type { CallbackQuery } from "@/lib/wecom/callback-query";

/** What came to a callback address, as it came. */
export type SeenRequest = {
  method: string;
  suiteKey: string;
  channel: Channel;
  rawQuery: string;
  body: Uint8Array;
  isPacked: boolean;
  remoteAddress: string | null;
};

/** What staff are told. `facts` are names for the sentence: ids, keys, numbers; never what was sealed. */
export type Diagnosis = {
  cause: CallbackCause;
  facts: Record<string, string>;
  receiveId?: string;
};

/** A request whose query and target are there. */
export type Judged = { seen: SeenRequest; target: CallbackTarget; query: CallbackQuery };

/** The address of a suite's channel. */
export function callbackAddress(deps: Deps, key: string, channel: Channel): string {
  return `${deps.addresses.portalUrl}/wecom/${key}/${channel === "provider" ? "command" : channel}`;
}
