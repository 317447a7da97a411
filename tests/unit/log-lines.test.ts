import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { bundle } from "@/lib/runtime/bundle.mjs";

let file: string;
beforeAll(async () => {
  file = await bundle("lib/runtime/log.ts");
});

/** What the log prints for some facts: lines of a process of its own, as an operator's collector gets them. */
function printed(facts: Record<string, unknown>): string[] {
  const script = `import(${JSON.stringify(pathToFileURL(file).href)})
    .then(({ createLog }) => createLog("info").info("door.refused", ${JSON.stringify(facts)}))`;
  const text = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  return text.split("\n").filter((line) => line !== "");
}

describe("the log", () => {
  test("H7: whatever a stranger writes stays inside one JSON line", () => {
    const facts = {
      suite: 'crm\r\n{"level":50,"event":"owner.signed_in"}\n',
      path: "/\u0000\u001b[2J\u2028\u2029\u0085",
      reference: '","event":"forged',
    };
    const lines = printed(facts);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ event: "door.refused", ...facts });
    expect([...(lines[0] ?? "")].filter((letter) => letter < " ")).toEqual([]);
  });

  test("H6: what looks like one of our secrets, or like a token in an address, does not come out", () => {
    const secrets = [
      "wpk_ab12_S3cretPartOfTheKey",
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      "T0kenValue-1234",
    ];
    const [line = ""] = printed({
      note: `key ${secrets[0]} and ${secrets[1]}`,
      address: `/cgi-bin/user/get?access_token=${secrets[2]}&userid=x`,
      upper: `ACCESS_TOKEN=${secrets[2]}`,
      back: `/install/crm/return?auth_code=${secrets[2]}&state=${secrets[2]}`,
      suite: `suite_access_token=${secrets[2]} suite_ticket=${secrets[2]}`,
    });
    for (const secret of secrets) expect(line).not.toContain(secret);
    expect(JSON.parse(line).address).toBe("/cgi-bin/user/get?access_token=[secret]&userid=x");
  });
});
