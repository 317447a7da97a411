import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

/** The custom properties of the block that starts with `head`. */
function colorsOf(head: string): Record<string, string> {
  const start = css.indexOf(head);
  const block = css.slice(start, css.indexOf("}", start));
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? "", match[2] ?? ""]),
  );
}

/** Relative luminance, WCAG 2.2. */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [bright = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
}

const light = colorsOf(":root {");
const dark = colorsOf(':root[data-theme="dark"] {');
const SURFACES = ["canvas", "surface", "raised", "sunken"];
const PAIRS = [
  ...["ink", "ink-soft", "ink-faint", "accent"].flatMap((text) => SURFACES.map((under) => [text, under])),
  ...["good", "wait", "warn", "bad"].flatMap((text) => [
    [text, "surface"],
    [text, "sunken"],
    [text, `${text}-soft`],
    ["ink", `${text}-soft`],
  ]),
  ["accent", "accent-soft"],
  ["ink", "accent-soft"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
] as [string, string][];

describe.each([
  ["light", light],
  ["dark", dark],
])("colours of the %s theme", (_theme, colors) => {
  test.each(PAIRS)("%s on %s can be read (4.5:1)", (text, under) => {
    expect(contrast(colors[text] ?? "#000000", colors[under] ?? "#000000")).toBeGreaterThanOrEqual(4.5);
  });
});

test("the dark theme is the same, chosen or taken from the device", () => {
  expect(colorsOf(':root:not([data-theme="light"]) {')).toEqual(dark);
  expect(Object.keys(dark)).toEqual(Object.keys(light));
});
