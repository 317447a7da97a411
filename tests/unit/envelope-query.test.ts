import { describe, expect, test } from "vitest";
import { decodeAesKey } from "@/lib/core/crypto/wecom-aes";
import { Secret } from "@/lib/core/secret";
import { asksForProof, readCallbackQuery } from "@/lib/wecom/callback-query";
import { openSigned, readEnvelope, sealSigned, writePassiveReply } from "@/lib/wecom/envelope";
import vectors from "@/tests/vectors/wecom-callback.json";

const keyOf = (token: string, text: string) => {
  const aesKey = decodeAesKey(text);
  if (!aesKey) throw new Error("not a key");
  return { token: new Secret(token), aesKey };
};

describe("the query", () => {
  const good = "msg_signature=ab&timestamp=1700000000&nonce=n";

  test("each vector's query string reads, with its echostr decoded exactly once", () => {
    for (const vector of vectors.vectors) {
      if (!vector.queryString) continue;
      const query = readCallbackQuery(vector.queryString);
      expect(query).toMatchObject({ msgSignature: vector.msgSignature, nonce: vector.nonce });
      if (vector.kind === "url-verify") expect(query?.echostr).toBe(vector.encrypt);
    }
  });

  test("a plus sign survives raw, encoded, and turned into a space", () => {
    for (const echo of ["a+b/c=", "a%2Bb%2Fc%3D", "a%20b/c="])
      expect(readCallbackQuery(`${good}&echostr=${echo}`)?.echostr).toBe("a+b/c=");
  });

  test.each([
    ["A11: nonce twice", `${good}&nonce=n`],
    ["A11: nonce twice, once encoded", `${good}&%6eonce=n`],
    ["A11: echostr twice", `${good}&echostr=a&echostr=b`],
    ["A11: brackets", "msg_signature=ab&timestamp[]=1700000000&nonce=n"],
    ["A11: brackets beside the real one", `${good}&timestamp[]=1`],
    ["A11: bad percent-encoding", `${good}&x=%zz`],
    ["A3: timestamp of nine digits", "msg_signature=ab&timestamp=170000000&nonce=n"],
    ["A3: timestamp of eleven digits", "msg_signature=ab&timestamp=17000000001&nonce=n"],
    ["A3: timestamp with a sign", "msg_signature=ab&timestamp=-700000000&nonce=n"],
    ["A3: empty nonce", "msg_signature=ab&timestamp=1700000000&nonce="],
    ["A3: nonce of 65 characters", `msg_signature=ab&timestamp=1700000000&nonce=${"n".repeat(65)}`],
    ["no signature", "timestamp=1700000000&nonce=n"],
    ["nothing", ""],
    ["endless", `${good}&x=${"y".repeat(5_000)}`],
  ])("%s is refused", (_name, raw) => {
    expect(readCallbackQuery(raw)).toBeNull();
  });

  test("A3: no re-split of the published sample's timestamp and nonce reads as the sample", () => {
    const sample = vectors.vectors.find((one) => one.id === "official-sample-post");
    if (!sample) throw new Error("vector is missing");
    const key = keyOf(sample.token, sample.encodingAESKey);
    const digits = sample.timestamp + sample.nonce;
    const accepted: string[] = [];
    for (let cut = 0; cut <= digits.length; cut += 1) {
      const [timestamp, nonce] = [digits.slice(0, cut), digits.slice(cut)];
      const query = readCallbackQuery(
        `msg_signature=${sample.msgSignature}&timestamp=${timestamp}&nonce=${nonce}`,
      );
      if (query && openSigned([key], query, sample.encrypt)) accepted.push(timestamp);
    }
    // Only the original split has a timestamp of ten digits; freshness comes from the inner time anyway.
    expect(accepted).toEqual([sample.timestamp]);
  });

  test("?corpid= is read, a template that nobody filled is not a corp", () => {
    expect(readCallbackQuery(`${good}&corpid=wpAAA`)?.corpId).toBe("wpAAA");
    expect(readCallbackQuery(`${good}&corpid=$CORPID$`)?.corpId).toBeNull();
  });

  test("a query with echostr asks for a proof, also with it twice or first", () => {
    expect(["echostr=a", "a=1&echostr=", "?echostr=1&echostr=2"].map(asksForProof)).toEqual([
      true,
      true,
      true,
    ]);
    expect(["auth_code=echostr", "xechostr=1", ""].map(asksForProof)).toEqual([false, false, false]);
  });
});

describe("the envelope", () => {
  test("each vector's body gives its ciphertext, whatever stands between the elements", () => {
    for (const vector of vectors.vectors)
      if (vector.body) expect(readEnvelope(Buffer.from(vector.body))?.encrypt).toBe(vector.encrypt);
  });

  test.each([
    "",
    "<xml></xml>",
    "<xml><Encrypt></Encrypt></xml>",
    "<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>",
  ])("A13: %j is none", (body) => {
    expect(readEnvelope(Buffer.from(body))).toBeNull();
  });

  test("A10: a message sealed with either live pair opens, and says with which", () => {
    const older = keyOf("old", "a".repeat(43));
    const newer = keyOf("new", "b".repeat(43));
    const seal = (key: typeof older) => {
      const input = { key, random: Buffer.alloc(16), timestamp: "1700000000", nonce: "n" };
      const { encrypt, msgSignature } = sealSigned({ ...input, message: "m", receiveId: "r" });
      const query = { msgSignature, timestamp: "1700000000", nonce: "n", echostr: null, corpId: null };
      return { encrypt, query };
    };
    for (const key of [older, newer]) {
      const { encrypt, query } = seal(key);
      expect(openSigned([newer, older], query, encrypt)?.key).toBe(key);
    }
    const { encrypt, query } = seal(older);
    expect(openSigned([newer], query, encrypt)).toBeNull();
  });

  test("two pairs that share a Token both open", () => {
    const one = keyOf("same", "a".repeat(43));
    const two = keyOf("same", "b".repeat(43));
    const input = {
      random: Buffer.alloc(16),
      timestamp: "1700000000",
      nonce: "n",
      message: "m",
      receiveId: "r",
    };
    const { encrypt, msgSignature } = sealSigned({ ...input, key: two });
    const query = { msgSignature, timestamp: "1700000000", nonce: "n", echostr: null, corpId: null };
    expect(openSigned([one, two], query, encrypt)?.key).toBe(two);
  });

  test("a passive reply is an envelope that its receiver opens", () => {
    const key = keyOf("t", "a".repeat(43));
    const reply = writePassiveReply({
      key,
      random: Buffer.alloc(16),
      timestamp: "1700000000",
      nonce: "n",
      message: "<xml/>",
      receiveId: "wp",
    });
    const encrypt = readEnvelope(Buffer.from(reply))?.encrypt ?? "";
    const msgSignature = /<MsgSignature><!\[CDATA\[([0-9a-f]{40})/.exec(reply)?.[1] ?? "";
    const query = { msgSignature, timestamp: "1700000000", nonce: "n", echostr: null, corpId: null };
    expect(openSigned([key], query, encrypt)?.message.toString()).toBe("<xml/>");
  });
});
