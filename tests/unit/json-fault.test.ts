import { describe, expect, test } from "vitest";
import { findJsonFault } from "@/lib/core/json-fault";

describe("what is wrong with a text that should be JSON", () => {
  test.each(['{"a":1}', "[]", "null", ' {\n  "a": "b"\n} '])("%j is JSON", (text) => {
    expect(findJsonFault(text)).toBeNull();
  });

  test.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a": 1,}', 1, 9],
    ["{\n  'a': 1\n}", 2, 3],
    ['{\n  "a": 1', 2, 9],
    ['{"a": "cut', 1, 11],
    ['{"a": 1}\n{"b": 2}', 2, 1],
  ])("%j is wrong in line %i at character %i", (text, line, column) => {
    expect(findJsonFault(text)).toEqual({ at: { line, column } });
  });

  test("a text that is short and wrong at once is still known to be none", () => {
    for (const text of ["", "hello", "{a", "undefined"]) expect(findJsonFault(text)).not.toBeNull();
  });
});
