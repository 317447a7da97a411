import type { Channel } from "@/lib/store/accept-events";
import type { Dialect, SuiteKind } from "@/lib/store/suites";

/** A field of the vendor console, by the name of its text. */
export type PasteField =
  | "command"
  | "commandLegacy"
  | "data"
  | "dataLegacy"
  | "settings"
  | "provider"
  | "installDomain"
  | "installDomainLegacy"
  | "startDomainLegacy"
  | "trustedDomain"
  | "ipList";

/** One thing to paste. `channel`: its proof is the fact that it was saved. `value` null: only staff can know it. */
export type PasteRow = {
  field: PasteField;
  value: string | null;
  channel: Channel | null;
  note: "bareDomain" | "ipUnknown" | "ipKnown" | null;
};

type Sheet = { kind: SuiteKind; dialect: Dialect; key: string };

/**
 * What to paste into the vendor console for a suite, in the order and under the names of its dialect. Token and
 * EncodingAESKey are not among it: they are shown by a use-case of their own.
 */
export function pasteRows(suite: Sheet, portalUrl: string, refusedAddress: string | null): PasteRow[] {
  const url = new URL(portalUrl);
  const base = `${portalUrl.replace(/\/+$/, "")}/wecom/${suite.key}`;
  const at = (field: PasteField, channel: "command" | "data" | "settings"): PasteRow => ({
    field,
    value: `${base}/${channel}`,
    channel,
    note: null,
  });
  const host = (field: PasteField): PasteRow => ({
    field,
    value: url.hostname,
    channel: null,
    note: "bareDomain",
  });
  const ipList: PasteRow = {
    field: "ipList",
    value: refusedAddress,
    channel: null,
    note: refusedAddress === null ? "ipUnknown" : "ipKnown",
  };
  if (suite.dialect === "legacy")
    return [
      host("startDomainLegacy"),
      host("installDomainLegacy"),
      at("commandLegacy", "command"),
      ipList,
      at("dataLegacy", "data"),
      at("settings", "settings"),
      host("trustedDomain"),
    ];
  if (suite.kind === "login") return [at("command", "command"), host("installDomain"), ipList];
  return [
    at("data", "data"),
    at("command", "command"),
    at("settings", "settings"),
    host("trustedDomain"),
    host("installDomain"),
    ipList,
  ];
}

/** Where in the vendor console these fields are. */
export function pastePlace(suite: Pick<Sheet, "kind" | "dialect">): SuiteKind | "legacy" {
  return suite.dialect === "legacy" ? "legacy" : suite.kind;
}
