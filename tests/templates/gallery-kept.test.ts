import { expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import checks from "#lib/server/templates/gallery/checks.json" with { type: "json" };
import { contentHash, type KeptCheck, shippedTemplates } from "./gallery-check.ts";

const kept: Record<string, KeptCheck> = checks;
const shipped = shippedTemplates();

test("what the gallery shows of its checks is of exactly what is shipped, and all of it passed; else run npm run templates:check -- --write", () => {
  expect(Object.keys(kept).toSorted()).toEqual([...shipped.keys()].toSorted());
  for (const [id, { version, content }] of shipped) {
    const { at, ...check } = present(kept[id], `the check of ${id}`);
    expect(check, id).toEqual({ version, passed: content.samples.length, of: content.samples.length, problems: [], hash: contentHash(content) });
    expect(Number.isNaN(Date.parse(at))).toBe(false);
  }
});

test("a changed template is another one, whatever its number says; the order of its keys is not a change", () => {
  const [{ content }] = [...shipped.values()] as [NonNullable<ReturnType<typeof shipped.get>>];
  expect(contentHash({ ...content, sentence: `${content.sentence} ` })).not.toBe(contentHash(content));
  expect(contentHash(Object.fromEntries(Object.entries(content).toReversed()) as typeof content)).toBe(contentHash(content));
});
