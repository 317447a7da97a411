import { randomBytes, randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { decodeAesKey } from "@/lib/core/crypto/wecom-aes";
import { Secret } from "@/lib/core/secret";
import { writeXml } from "@/lib/core/xml/write-xml";
import { sealSigned } from "@/lib/wecom/envelope";
import type { ProductSuite } from "@/tests/support/product";

/** WeCom closes a callback after five seconds and sends it again. */
const ANSWER_MS = 5_000;
const AGAIN_MS = 150;
/** Shares of the events that are sent a second time, and that are never sent again after a failure. */
const TWICE = 0.25;
const GIVEN_UP = 0.05;

export type CallbackHistory = {
  /** Numbers that left this process at least once. */
  sent: Set<number>;
  /** Numbers that were answered `success`. */
  acknowledged: Set<number>;
  attempts: number;
  /** What the door answered or how the connection broke, counted. */
  answers: Record<string, number>;
};

export const EVENT_PREFIX = "chaos_";

/**
 * Sends events of one corp to the data address of the portal's processes in turn, as WeCom does: again until it is
 * answered `success`, freshly sealed each time, some of them twice in any case.
 */
export function createCallbackSender(input: {
  suite: ProductSuite;
  corpId: string;
  urls: readonly string[];
  random: () => number;
}) {
  const { suite, corpId, urls, random } = input;
  const aesKey = decodeAesKey(suite.encodingAesKey);
  if (!aesKey) throw new Error("not a key");
  const key = { token: new Secret(suite.token), aesKey };
  const history: CallbackHistory = {
    sent: new Set(),
    acknowledged: new Set(),
    attempts: 0,
    answers: {},
  };
  const count = (answer: string) => {
    history.answers[answer] = (history.answers[answer] ?? 0) + 1;
  };
  const createTime = Math.floor(Date.now() / 1_000);

  async function post(n: number): Promise<boolean> {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const nonce = String(randomInt(1_000_000_000));
    const message = writeXml({
      ToUserName: corpId,
      FromUserName: "sys",
      CreateTime: createTime + n,
      MsgType: "event",
      Event: `${EVENT_PREFIX}${n}`,
      AgentID: 1_000_002,
    });
    const sealed = sealSigned({ key, random: randomBytes(16), timestamp, nonce, message, receiveId: corpId });
    history.attempts += 1;
    const url = urls[history.attempts % urls.length];
    try {
      const answer = await fetch(
        `${url}/wecom/${suite.key}/data?msg_signature=${sealed.msgSignature}&timestamp=${timestamp}&nonce=${nonce}`,
        {
          method: "POST",
          headers: { "content-type": "text/xml" },
          body: writeXml({ ToUserName: corpId, AgentID: "", Encrypt: sealed.encrypt }),
          signal: AbortSignal.timeout(ANSWER_MS),
        },
      );
      const text = await answer.text();
      count(answer.status === 200 ? text : String(answer.status));
      return answer.status === 200 && text === "success";
    } catch {
      count("broken");
      return false;
    }
  }

  /** One event until it is acknowledged, or, for a few, until it first fails. */
  async function deliver(n: number): Promise<void> {
    history.sent.add(n);
    const isGivenUp = random() < GIVEN_UP;
    const copies = random() < TWICE ? 2 : 1;
    const one = async () => {
      while (!(await post(n))) {
        if (isGivenUp) return;
        await wait(AGAIN_MS);
      }
      history.acknowledged.add(n);
    };
    await Promise.all(Array.from({ length: copies }, one));
  }

  let isOver = false;
  const flying = new Set<Promise<void>>();
  return {
    history,
    /** Starts a new event at fixed times, whatever became of those before. */
    async run(perSecond: number): Promise<void> {
      const began = performance.now();
      for (let n = 0; !isOver; n += 1) {
        await wait(Math.max(0, began + (n * 1_000) / perSecond - performance.now()));
        const job = deliver(n).finally(() => flying.delete(job));
        flying.add(job);
      }
    },
    /** No new events; resolves when all that are under way are acknowledged or given up. */
    async finish(): Promise<void> {
      isOver = true;
      while (flying.size > 0) await Promise.all(flying);
    },
  };
}
