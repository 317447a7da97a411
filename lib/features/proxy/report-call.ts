import type { ErrorCode } from "@/lib/core/errors";
import type { ProxyCall } from "@/lib/features/proxy/forward-call";
import type { ProxyDeps } from "@/lib/features/proxy/proxy-deps";
import { fromAddressOf } from "@/lib/wecom/call";
import type { ProxyPath } from "@/lib/wecom/proxy-path";

/** Collects what is kept of one call and hands it on once, at its end. */
export type Report = {
  onEnd(run: () => void): void;
  uploaded(bytes: number, isOver: boolean): void;
  isUploadOver(): boolean;
  /** WeCom has answered; the body is still to be delivered. */
  answered(errcode: number, errmsg: string, isRetried: boolean): void;
  /** The end of a call that WeCom answered. */
  delivered(bytes: number, isWhole: boolean): void;
  /** The end of a call that brought no answer of WeCom. */
  refused(code: ErrorCode, errcode: number | null): void;
};

/** Who, which corp, which call, how it ended, how long; never a token, a body or a query (threat F5). */
export function createReport(deps: ProxyDeps, call: ProxyCall, path: ProxyPath): Report {
  const at = deps.clock.now();
  const enders: (() => void)[] = [];
  let isDone = false;
  let isOver = false;
  let [bytesIn, answeredMs] = [0, 0];
  let answer: { errcode: number; fromAddress: string | null; isRetried: boolean } | null = null;

  function finish(end: { bytesOut: number; code: ErrorCode | null; errcode: number | null }): void {
    if (isDone) return;
    isDone = true;
    for (const run of enders) run();
    deps.proxy.record({
      at,
      keyId: call.keyId,
      keyName: call.keyName,
      suiteKey: call.suiteKey,
      corpId: call.corpId,
      method: call.method === "POST" ? "POST" : "GET",
      path: path.template,
      group: path.group,
      ms: answer ? answeredMs : deps.clock.now().getTime() - at.getTime(),
      bytesIn,
      isRetried: answer?.isRetried ?? false,
      fromAddress: answer?.fromAddress ?? null,
      ...end,
    });
  }

  return {
    onEnd: (run) => void enders.push(run),
    uploaded: (bytes, over) => {
      bytesIn = bytes;
      isOver = over;
    },
    isUploadOver: () => isOver,
    answered: (errcode, errmsg, isRetried) => {
      answeredMs = deps.clock.now().getTime() - at.getTime();
      answer = { errcode, fromAddress: errcode === 60020 ? fromAddressOf(errmsg) : null, isRetried };
    },
    delivered: (bytesOut, isWhole) =>
      finish({ bytesOut, code: isWhole ? null : "wecom.unreachable", errcode: answer?.errcode ?? null }),
    refused: (code, errcode) => finish({ bytesOut: 0, code, errcode }),
  };
}
