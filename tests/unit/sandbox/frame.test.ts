import fc from "fast-check";
import { expect, test } from "vitest";
import { createFrameReader, encodeFrame } from "#lib/sandbox/frame.ts";

test("messages come out as they went in, however the stream is cut", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), fc.array(fc.integer({ min: 1, max: 40 })), (texts, cuts) => {
      const stream = Buffer.concat(texts.map(encodeFrame));
      const reader = createFrameReader(1 << 20);
      const read: string[] = [];
      for (let from = 0, cut = 0; from < stream.length; cut += 1) {
        const to = from + (cuts[cut % cuts.length] ?? stream.length);
        read.push(...reader.push(stream.subarray(from, to)));
        from = to;
      }
      expect(read).toEqual(texts);
    }),
  );
});

test("a message longer than agreed is refused by its length, before it is there", () => {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(101);
  expect(() => createFrameReader(100).push(head)).toThrow(RangeError);
});
