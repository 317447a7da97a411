import "server-only";

/** The calls that do something, by their operationId. Each has a sentence in both languages that says what. */
export const EFFECTS = [
  "callWecom",
  "changeEndpoint",
  "createEndpoint",
  "createInstallLink",
  "deleteEndpoint",
  "identifyMember",
  "replayDeliveries",
  "replayDelivery",
  "replayEvent",
  "reportInvalidAccessToken",
  "revokeInstallLink",
  "rotateEndpointSecret",
  "testEndpoint",
  "verifyEndpoint",
] as const;
export type EffectName = (typeof EFFECTS)[number];

/** POSTs that change nothing: their input would be too long for an address. */
export const ONLY_READING = ["signJsapi"] as const;

export function effectOf(operationId: string): EffectName | null {
  return EFFECTS.find((one) => one === operationId) ?? null;
}

/** Who may try a call. What goes on to WeCom opens an enterprise's data as a key does, and only owners make keys. */
export function roleToTry(operationId: string): "operator" | "owner" {
  return operationId === "callWecom" ? "owner" : "operator";
}
