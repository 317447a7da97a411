import { isSameText } from "../envelope";
import { ApiError } from "../errors";
import { findInstall } from "../identity";
import type { Suite, Token } from "../state";
import type { Corp, Install } from "../state-corp";
import { issueToken, tokenKey } from "../tokens";
import type { World } from "../world";
import { type ApiCall, text } from "./call";

/** One token per install; the one in the permanent-code reply is this one too (protocol.md 4.2). */
export function corpToken(world: World, install: Install, ip: string): Token {
  const { suiteId, corpid } = install;
  const key = tokenKey("corp", suiteId, corpid, install.permanentCode);
  return issueToken(world, { family: "corp", key, suiteId, corpid }, ip);
}

/** 40084 when the code is wrong, cancelled, reset or of another suite (rule 9). */
export function requirePermanentCode(call: ApiCall, suite: Suite, corp: Corp): Install {
  const given = text(call, "permanent_code", 41025);
  const install = findInstall(call.world, suite.suiteId, corp.corpid);
  const isRight = install?.status === "active" && isSameText(install.permanentCode, given);
  if (install === null || !isRight) throw new ApiError(40084);
  return install;
}
