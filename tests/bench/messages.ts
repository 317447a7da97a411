import { randomBytes } from "node:crypto";
import { decodeAesKey } from "@/lib/core/crypto/wecom-aes";
import { Secret } from "@/lib/core/secret";
import { writeXml } from "@/lib/core/xml/write-xml";
import { type OpeningKey, sealSigned } from "@/lib/wecom/envelope";

export const TOKEN = "benchToken";
export const KEY_TEXT = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
export const SUITE_ID = "wwbenchsuite000001";
export const PATH = "/wecom/bench/command";

export function benchKey(): OpeningKey {
  const aesKey = decodeAesKey(KEY_TEXT);
  if (!aesKey) throw new Error("the bench key does not decode");
  return { token: new Secret(TOKEN), aesKey };
}

/** One whole HTTP request with a signed, sealed event that no other request carries. */
export function benchRequest(key: OpeningKey, run: string, n: number, port: number): Buffer {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const message = writeXml({
    SuiteId: SUITE_ID,
    InfoType: "change_auth",
    TimeStamp: Number(timestamp),
    AuthCorpId: `wpBench${run}${n}`,
    State: `${run}-${n}`,
  });
  const random = randomBytes(16);
  const nonce = String(1_000_000_000 + n);
  const { encrypt, msgSignature } = sealSigned({
    key,
    random,
    timestamp,
    nonce,
    message,
    receiveId: SUITE_ID,
  });
  const body = writeXml({ ToUserName: SUITE_ID, AgentID: "", Encrypt: encrypt });
  const query = `msg_signature=${msgSignature}&timestamp=${timestamp}&nonce=${nonce}`;
  return Buffer.from(
    `POST ${PATH}?${query} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
