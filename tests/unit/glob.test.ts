import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesGlob } from "@/lib/core/glob";
import { matchesType } from "@/lib/features/gateway/stream-events";

/** By the meaning of the words alone: slow, and easy to believe. */
function matchesSlowly(text: string, pattern: string): boolean {
  if (pattern === "") return text === "";
  if (pattern.startsWith("*"))
    return matchesSlowly(text, pattern.slice(1)) || (text !== "" && matchesSlowly(text.slice(1), pattern));
  return text !== "" && text[0] === pattern[0] && matchesSlowly(text.slice(1), pattern.slice(1));
}

test("a filter of event types means what the slow definition of * says", () => {
  const of = (letters: string[]) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 7 });
  fc.assert(
    fc.property(of(["a", "b", "."]), of(["a", "b", ".", "*"]), (text, pattern) => {
      expect([text, pattern, matchesGlob(text, pattern)]).toEqual([
        text,
        pattern,
        matchesSlowly(text, pattern),
      ]);
    }),
    { numRuns: 3_000 },
  );
});

test("a filter of eighty stars is answered, and so is one that nearly fits everywhere", () => {
  // Where each star may begin anew at each letter these take longer than the machine will live.
  const type = `wecom.${"a".repeat(74)}`;
  expect(matchesType(type, `${"*".repeat(79)}z`)).toBe(false);
  expect(matchesType(type, `${"*a".repeat(39)}*z`)).toBe(false);
  expect(matchesType(type, "*".repeat(80))).toBe(true);
  expect(matchesType(type, undefined)).toBe(true);
});
