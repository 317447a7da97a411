/** What the vendor console asks of pictures. One rule per dialect and kind; `source` says where the figures come from. */
export type MaterialRule = {
  kind: "logo" | "screenshot";
  formats: readonly ImageFormat[];
  maxBytes: number;
  /** Exact pixels; null: no rule known. */
  pixels: { width: number; height: number } | null;
  /** The corners must be white. */
  isOnWhite: boolean;
  minCount: number;
  source: "provider_guide_2017" | "vendor_console" | "unconfirmed";
};
export type ImageFormat = "png" | "jpeg" | "gif" | "other";

const MIB = 1024 * 1024;
const SCREENSHOT: MaterialRule = {
  kind: "screenshot",
  formats: ["png", "jpeg"],
  maxBytes: 5 * MIB,
  pixels: null,
  isOnWhite: false,
  minCount: 3,
  source: "provider_guide_2017",
};

/**
 * Legacy (企业号): logo 640 × 640 on white, under 2 MB; at least three screenshots of at most 5 MB, or the review refuses
 * the app. Current: logo 750 × 750, at most 1 MB, JPG or PNG; its rules for screenshots are not confirmed anywhere we
 * could read, so the legacy figures stand in.
 */
export const MATERIAL_RULES: Record<"wecom" | "legacy", Record<MaterialRule["kind"], MaterialRule>> = {
  legacy: {
    logo: {
      kind: "logo",
      formats: ["png", "jpeg"],
      maxBytes: 2 * MIB,
      pixels: { width: 640, height: 640 },
      isOnWhite: true,
      minCount: 1,
      source: "provider_guide_2017",
    },
    screenshot: SCREENSHOT,
  },
  wecom: {
    logo: {
      kind: "logo",
      formats: ["png", "jpeg"],
      maxBytes: MIB,
      pixels: { width: 750, height: 750 },
      isOnWhite: false,
      minCount: 1,
      source: "vendor_console",
    },
    screenshot: { ...SCREENSHOT, source: "unconfirmed" },
  },
};

/** What a browser can tell of a dropped file. `pixels` null: it is no picture that it can open. */
export type MaterialFacts = {
  format: ImageFormat;
  bytes: number;
  pixels: { width: number; height: number } | null;
  hasWhiteCorners: boolean;
};

export type MaterialTrouble = "format" | "unreadable" | "bytes" | "pixels" | "square" | "ground";

/** The format by its first bytes: a file's name says nothing. */
export function imageFormatOf(head: Uint8Array): ImageFormat {
  const begins = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "png";
  if (begins(0xff, 0xd8, 0xff)) return "jpeg";
  return begins(0x47, 0x49, 0x46, 0x38) ? "gif" : "other";
}

/** What is wrong with one file by its rule; nothing when it passes. */
export function judgeMaterial(rule: MaterialRule, facts: MaterialFacts): MaterialTrouble[] {
  const found: MaterialTrouble[] = [];
  if (!rule.formats.includes(facts.format)) found.push("format");
  if (facts.bytes > rule.maxBytes) found.push("bytes");
  const { pixels } = facts;
  if (pixels === null) return facts.format === "other" ? found : [...found, "unreadable"];
  if (rule.pixels) {
    if (pixels.width !== pixels.height && rule.pixels.width === rule.pixels.height) found.push("square");
    else if (pixels.width !== rule.pixels.width || pixels.height !== rule.pixels.height) found.push("pixels");
  }
  if (rule.isOnWhite && !facts.hasWhiteCorners) found.push("ground");
  return found;
}
