import type { consoleMaterialZhCn } from "@/lib/core/texts/console-material.zh-cn";

/** Texts of the material check; English. */
export const consoleMaterialEn: typeof consoleMaterialZhCn = {
  material: {
    title: "App material",
    lead: "Checks pictures in your browser. Nothing is uploaded; no file leaves this computer.",
    logo: "Logo",
    screenshot: "Screenshots",
    drop: "Drop pictures here, or choose files",
    rule: {
      formats: "{formats}",
      bytes: "at most {size}",
      pixels: "{width} × {height} pixels",
      white: "on white",
      count: "at least {count}",
      clear: "clear, nothing blurred out (look yourself)",
    },
    source: {
      provider_guide_2017: "Source: provider guide of 企业号 (2017)",
      vendor_console: "Source: the vendor console's form",
      unconfirmed: "Source: the rules of 企业号; today's are not confirmed",
    },
    good: "Passes",
    trouble: {
      format: "Wrong format: only {formats}.",
      unreadable: "The picture does not open; it may be damaged.",
      bytes: "Too large: {size}, at most {limit}.",
      pixels: "It is {width} × {height}; it has to be {wantedWidth} × {wantedHeight}.",
      square: "Not square: {width} × {height}; it has to be {wantedWidth} × {wantedHeight}.",
      ground: "The ground is not white.",
    },
    enough: "{count} pass",
    missing: "{count} more needed",
    remove: "Remove",
  },
};
