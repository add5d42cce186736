import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SourcePage } from "#lib/connectors/define.ts";
import type { Json } from "#lib/json.ts";
import { chunkBound, isFull } from "#lib/pipeline/chunk-bound.ts";
import { jsonChars } from "#lib/pipeline/json-chars.ts";
import { ReadAhead } from "#lib/pipeline/read-ahead.ts";
import { keysOf } from "#lib/pipeline/record-key.ts";
import { RegionFailed } from "#lib/pipeline/region-error.ts";
import { storableCursor } from "#lib/pipeline/storable-cursor.ts";

const none = { records: [], planned: null };
const so = (changes: Partial<Parameters<typeof isFull>[1]>) => ({ pages: 1, records: 1, chars: 1, ms: 1, ...changes });

describe("region-6: where a chunk ends", () => {
  test.each([
    ["ten thousand records", so({ records: 10_000 }), true],
    ["eight megabytes", so({ chars: 8 * 1024 * 1024 }), true],
    ["two seconds", so({ ms: 2_000 }), true],
    ["less of all", so({ records: 9_999, ms: 1_999 }), false],
  ])("with %s: %s", (_, state, full) => {
    expect(isFull(chunkBound(1, null, none), state)).toBe(full);
  });

  test("one whose pages were fixed has exactly those, however long they take", () => {
    const bound = chunkBound(3, 2, none);
    expect([isFull(bound, so({ pages: 1, records: 50_000, ms: 60_000 })), isFull(bound, so({ pages: 2 }))]).toEqual([false, true]);
  });

  test("a replay cuts the chunks that were cut before, then the one that was under way, then its own", () => {
    const earlier = { records: [400, 30_000], planned: 7 };
    expect(chunkBound(1, null, earlier)).toEqual({ by: "records", records: 400 });
    expect(chunkBound(2, null, earlier)).toEqual({ by: "records", records: 30_000 });
    expect(chunkBound(3, null, earlier)).toEqual({ by: "pages", pages: 7 });
    expect(chunkBound(4, null, earlier)).toEqual({ by: "limits" });
  });
});

describe("region-3: keys", () => {
  const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;

  test("records of a page have different keys, which are the same when it is read again", () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 30 }), fc.nat(1_000_000), (records, offset) => {
        const keys = keysOf(records, offset, () => null);
        expect(new Set(keys).size).toBe(records.length);
        expect(keysOf(structuredClone(records), offset, () => null)).toEqual(keys);
      }),
    );
  });

  test("the order of an object's fields says nothing, its place in the source does", () => {
    expect(keysOf([{ a: 1, b: 2 }], 0, () => null)).toEqual(keysOf([{ b: 2, a: 1 }], 0, () => null));
    expect(keysOf(["x"], 0, () => null)).not.toEqual(keysOf(["x"], 100, () => null));
  });

  test("the source's own key is taken as it is", () => {
    expect(keysOf([1, 2], 5, (record) => (record === 1 ? "one" : null))).toEqual(["one", expect.stringMatching(/^~.+\.5\.1$/)]);
  });
});

test("the length of a value as text is near enough to bound memory by", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const chars = jsonChars(value as Json);
      const exact = JSON.stringify(value).length;
      expect(chars).toBeGreaterThan(exact / 8 - 10);
      expect(chars).toBeLessThan(exact * 8 + 10);
    }),
  );
});

test("a cursor is stored exactly or not at all", () => {
  for (const cursor of [null, 5, { at: "2026-01-01", more: ["ü", "😀", "\\u0000", "a\\\\u0000"] }]) expect(storableCursor(cursor, "n")).toBe(cursor);
  for (const cursor of ["\u0000", { at: "x\ud800" }, ["\udfff"], "\\\u0000"]) expect(() => storableCursor(cursor, "n")).toThrow(RegionFailed);
});

describe("reading ahead", () => {
  interface Pages extends AsyncIterable<SourcePage> {
    asked: number;
    closed: boolean;
  }

  function pages(count: number, failsAt = Infinity): Pages {
    const source: Pages = {
      asked: 0,
      closed: false,
      async *[Symbol.asyncIterator]() {
        try {
          for (let page = 1; page <= count; page += 1) {
            source.asked = page;
            if (page === failsAt) throw new Error(`page ${page}`);
            yield { records: [page], cursor: page };
          }
        } finally {
          source.closed = true;
        }
      },
    };
    return source;
  }

  test("asks for one page more than was taken, and never for two", async () => {
    const source = pages(5);
    const reader = new ReadAhead(source);
    expect(source.asked).toBe(0);
    expect((await reader.next())?.cursor).toBe(1);
    await Promise.resolve();
    expect(source.asked).toBe(2);
    await reader.close();
    expect([source.asked, source.closed]).toEqual([2, true]);
  });

  test("knows the end before it is asked for, and stays there", async () => {
    const reader = new ReadAhead(pages(2));
    await reader.next();
    expect(await reader.isOver()).toBe(false);
    await reader.next();
    expect(await reader.isOver()).toBe(true);
    expect([await reader.next(), await reader.next()]).toEqual([null, null]);
  });

  test("a page that cannot be read is no end: its error comes when it is taken", async () => {
    const reader = new ReadAhead(pages(3, 2));
    await reader.next();
    expect(await reader.isOver()).toBe(false);
    await expect(reader.next()).rejects.toThrow("page 2");
  });
});
