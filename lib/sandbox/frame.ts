/** A message between the two processes: four bytes of length, then text in UTF-8. */
export function encodeFrame(text: string): Buffer {
  const size = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(4 + size);
  frame.writeUInt32LE(size, 0);
  frame.write(text, 4);
  return frame;
}

/** Puts frames together again from the chunks of a stream. Throws when one is longer than `maxBytes`. */
export function createFrameReader(maxBytes: number): { push(chunk: Buffer): string[] } {
  let held: Buffer[] = [];
  let size = 0;
  return {
    push(chunk) {
      held.push(chunk);
      size += chunk.length;
      const texts: string[] = [];
      for (;;) {
        if (size < 4) return texts;
        const first = held[0];
        if (first === undefined || first.length < 4) held = [Buffer.concat(held)];
        const length = held[0]?.readUInt32LE(0) ?? 0;
        if (length > maxBytes) throw new RangeError(`A message of ${length} bytes is longer than was agreed.`);
        if (size < 4 + length) return texts;
        const whole = held.length === 1 ? (held[0] ?? Buffer.alloc(0)) : Buffer.concat(held);
        texts.push(whole.toString("utf8", 4, 4 + length));
        held = [whole.subarray(4 + length)];
        size -= 4 + length;
      }
    },
  };
}
