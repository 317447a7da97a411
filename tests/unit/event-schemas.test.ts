import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { eventSchemas, PUBLISHED_TYPES, schemaOf } from "@/lib/features/gateway/event-schemas";

const FILE = path.resolve(import.meta.dirname, "../../docs/event-schemas.json");

describe("the published schemas of events out", () => {
  test("the file in the docs is what the portal serves", () => {
    expect(JSON.parse(readFileSync(FILE, "utf8"))).toEqual(JSON.parse(JSON.stringify(eventSchemas())));
  });

  test("every documented type has one, and unknown ones of WeCom are met by the common one", () => {
    expect(PUBLISHED_TYPES).toEqual(
      expect.arrayContaining([
        "corp.authorized",
        "corp.changed",
        "corp.cancelled",
        "corp.purged",
        "suite.ticket_late",
      ]),
    );
    expect(schemaOf("wecom.event.never_heard_of")).not.toBeNull();
    expect(schemaOf("corp.unknown")).toBeNull();
  });
});
