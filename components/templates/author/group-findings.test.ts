import { expect, it } from "vitest";
import type { TemplateFinding } from "#lib/contracts/templates.schema.ts";
import { groupFindings } from "./group-findings.ts";

const place = { node: "n_send", path: ["headers", "fields", 0, "value", "value"] };
const finding = (at: string, change: Partial<TemplateFinding> = {}): TemplateFinding => ({ at, node: "n_send", where: "“send”, Headers", kind: "secret", message: `Because of ${at}.`, place, mayKeep: true, ...change });

it("takes what was found in one place as one thing, which may be kept only if all of it may", () => {
  const things = groupFindings([finding("a"), finding("b", { mayKeep: false, kind: "random" }), finding("c", { place: null, node: null, where: "The author" }), finding("d")]);
  expect(things.map(({ where, all, mayKeep, kind, message }) => [where, all, mayKeep, kind, message])).toEqual([
    ["“send”, Headers", ["a", "b", "d"], false, "random", "Because of b."],
    ["The author", ["c"], true, "secret", "Because of c."],
  ]);
  expect(groupFindings([])).toEqual([]);
});
