import "server-only";
import { lookup as dnsLookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { TLSSocket } from "node:tls";
import type { Probe, ProbeReport } from "@/lib/core/probe";

const TIMEOUT_MS = 5_000;
const MAX_BODY_BYTES = 64 * 1024;

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
}

/**
 * A probe that reaches one origin only, ours: any other address is refused, whatever the caller says, so that the
 * self-test can't be used to look around in the network (threat G1). No redirect is followed.
 */
export function createProbe(portalUrl: string): Probe {
  const origin = new URL(portalUrl).origin;
  return (request) => {
    const url = new URL(request.url);
    if (url.origin !== origin) throw new Error("the probe reaches the portal's own address only");
    return measure(url, request.method, request.body);
  };
}

function measure(url: URL, method: string, body: string | null): Promise<ProbeReport> {
  const began = performance.now();
  const since = () => Math.round(performance.now() - began);
  const report: ProbeReport = {
    addresses: null,
    dnsMs: null,
    tls: null,
    status: null,
    location: null,
    contentType: null,
    contentEncoding: null,
    setsCookie: false,
    bodyBytes: 0,
    body: Buffer.alloc(0),
    totalMs: 0,
    error: null,
  };
  const lookup: LookupFunction = (host, options, done) => {
    dnsLookup(host, { all: true }, (error, found) => {
      report.dnsMs = since();
      if (error) return done(error, "", 0);
      report.addresses = found.map((one) => one.address);
      const first = found[0];
      if (options.all) return done(null, found);
      return first ? done(null, first.address, first.family) : done(new Error("ENOTFOUND"), "", 0);
    });
  };
  return new Promise((resolve) => {
    const end = (error: string | null) => {
      clearTimeout(timer);
      resolve({ ...report, error, totalMs: since() });
      sent.destroy();
    };
    const send = url.protocol === "https:" ? https.request : http.request;
    const sent = send(url, {
      method,
      lookup,
      agent: false,
      headers: {
        // As the platform's own requests look: plain, nothing a proxy could take for a browser.
        "user-agent": "portal-self-test",
        accept: "*/*",
        ...(body === null
          ? {}
          : { "content-type": "text/xml", "content-length": String(Buffer.byteLength(body)) }),
      },
    });
    const timer = setTimeout(() => end("TIMEOUT"), TIMEOUT_MS);
    sent.on("error", (error) => end(codeOf(error)));
    sent.on("response", (answer) => {
      const { socket } = answer;
      if (socket instanceof TLSSocket) {
        const until = new Date(socket.getPeerCertificate().valid_to ?? Number.NaN);
        report.tls = {
          protocol: socket.getProtocol() ?? "",
          validUntil: Number.isNaN(until.getTime()) ? null : until,
        };
      }
      report.status = answer.statusCode ?? null;
      report.location = answer.headers.location ?? null;
      report.contentType = answer.headers["content-type"] ?? null;
      report.contentEncoding = answer.headers["content-encoding"] ?? null;
      report.setsCookie = answer.headers["set-cookie"] !== undefined;
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => {
        report.bodyBytes += chunk.length;
        if (report.bodyBytes > MAX_BODY_BYTES) return end("TOO_LARGE");
        chunks.push(chunk);
      });
      answer.on("error", (error) => end(codeOf(error)));
      answer.on("end", () => {
        report.body = Buffer.concat(chunks);
        end(null);
      });
    });
    sent.end(body ?? undefined);
  });
}
