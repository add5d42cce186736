import { describe, expect, it } from "vitest";
import { safeNextPath } from "./safe-next-path.ts";

describe("safeNextPath", () => {
  it("keeps a path of this site with its query and fragment", () => {
    expect(safeNextPath("/w/acme/runs?status=failed#top")).toBe("/w/acme/runs?status=failed#top");
  });

  it.each(["https://evil.example/", "//evil.example/x", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "w/acme", "", null, undefined])(
    "refuses %j",
    (next) => {
      expect(safeNextPath(next)).toBeNull();
    },
  );
});
