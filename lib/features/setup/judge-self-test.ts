import ipaddr from "ipaddr.js";
import type { ProbeReport } from "@/lib/core/probe";

/** Everything a self-test can find wrong; each has a sentence on what it is and what to do in both languages. */
export const SELF_TEST_TROUBLES = [
  "plain_http",
  "name_unknown",
  "private_address",
  "unreachable",
  "timeout",
  "tls",
  "certificate_ends",
  "redirect",
  "status",
  "other_server",
  "plus_rewritten",
  "query_rewritten",
  "quoted",
  "extra_bytes",
  "undecrypted",
  "other_body",
  "packed",
  "cookie",
  "slow",
] as const;
export type SelfTestTrouble = (typeof SELF_TEST_TROUBLES)[number];

/** Trouble that makes WeCom's own check fail; the rest is a warning. */
const MILD = new Set<SelfTestTrouble>([
  "plain_http",
  "private_address",
  "certificate_ends",
  "plus_rewritten",
  "query_rewritten",
  "cookie",
  "slow",
]);
export const isFatal = (trouble: SelfTestTrouble) => !MILD.has(trouble);

const SLOW_MS = 500;
const CERTIFICATE_DAYS = 14;
const DAY_MS = 86_400_000;
const TLS_ERROR = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/;

export type SelfTestEvidence = {
  url: string;
  report: ProbeReport;
  /** What a right answer is, byte for byte. */
  expectedBody: string;
  /** The ciphertext, which a wrong server may send back as it came. */
  ciphertext: string;
  /** The query as we sent it, and as our address got it; null when it got nothing. */
  sentQuery: string;
  seenQuery: string | null;
};

/** What is wrong with one answer, worst first. Pure: the caller passes `now`. */
export function judgeSelfTest(evidence: SelfTestEvidence, now: Date): SelfTestTrouble[] {
  const { report } = evidence;
  const found: SelfTestTrouble[] = [];
  if (report.error !== null || report.status === null) found.push(troubleOfError(report.error ?? ""));
  else if (report.status >= 300 && report.status < 400) found.push("redirect");
  else found.push(...troublesOfAnswer(evidence, report.status));
  if (evidence.url.startsWith("http:")) found.push("plain_http");
  if (report.addresses?.some(isInner)) found.push("private_address");
  const validUntil = report.tls?.validUntil ?? null;
  if (validUntil && validUntil.getTime() - now.getTime() < CERTIFICATE_DAYS * DAY_MS)
    found.push("certificate_ends");
  if (report.setsCookie) found.push("cookie");
  if (report.error === null && report.totalMs > SLOW_MS) found.push("slow");
  return found;
}

function troubleOfError(code: string): SelfTestTrouble {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "name_unknown";
  if (code === "TIMEOUT" || code === "ETIMEDOUT") return "timeout";
  return TLS_ERROR.test(code) ? "tls" : "unreachable";
}

function troublesOfAnswer(evidence: SelfTestEvidence, status: number): SelfTestTrouble[] {
  const { report, seenQuery, sentQuery } = evidence;
  const found: SelfTestTrouble[] = [];
  if (seenQuery === null) found.push(status === 200 ? "other_server" : "status");
  else {
    if (status !== 200) found.push("status");
    else found.push(...troublesOfBody(evidence));
    if (seenQuery !== sentQuery)
      found.push(echoOf(seenQuery) === echoOf(sentQuery) ? "query_rewritten" : "plus_rewritten");
  }
  if (report.contentEncoding && report.contentEncoding !== "identity") found.push("packed");
  return found;
}

/** The echostr as it stands in a query, not decoded; of a POST there is none. */
function echoOf(query: string): string {
  return /(?:^|&)echostr=([^&]*)/.exec(query)?.[1] ?? "";
}

function troublesOfBody({ report, expectedBody, ciphertext }: SelfTestEvidence): SelfTestTrouble[] {
  if (report.body.equals(Buffer.from(expectedBody, "utf8"))) return [];
  const body = report.body.toString("utf8");
  if (body.trim() === ciphertext) return ["undecrypted"];
  if (!body.includes(expectedBody)) return ["other_body"];
  return [/^\s*["'{[]/.test(body) ? "quoted" : "extra_bytes"];
}

function isInner(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() !== "unicast";
}
