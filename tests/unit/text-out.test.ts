import { describe, expect, test } from "vitest";
import { csvLine } from "@/lib/core/csv";
import { cleanResponse } from "@/lib/features/gateway/clean-response";

describe("what a receiver answered, for the log", () => {
  test("is cut before it is looked through, and says so", () => {
    const told = cleanResponse(`token="${"a".repeat(1_600)}" and what comes after`);
    expect(told).toBe("token=[secret]…");
    expect(cleanResponse(" ")).toBeNull();
    expect(cleanResponse("b".repeat(1_024))).toBe("b".repeat(1_024));
    expect(cleanResponse("b".repeat(1_025))).toBe(`${"b".repeat(1_024)}…`);
  });

  test("keeps no secret, whatever its name begins with and wherever the cut falls", () => {
    expect(cleanResponse(`${"x_".repeat(200)}secret: hunter2`)).toContain("secret: [secret]");
    // The cut leaves a token without its end, and what stands before it shrinks so that it would be kept.
    const cut = cleanResponse(
      `password="${"p".repeat(1_200)}" ${"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4".repeat(20)}`,
    );
    expect(cut).not.toContain("eyJzdWI");
    expect(cleanResponse("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln whsec_abc= wpk_abc")).toBe(
      "[secret] [secret] [secret]",
    );
  });
});

test("E8: a cell that begins like a formula is text, also with the full-width signs that a spreadsheet takes for them", () => {
  for (const sign of ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
    expect(csvLine([`${sign}1`, `a${sign}1`])).toBe(`'${sign}1,a${sign}1\r\n`);
});
