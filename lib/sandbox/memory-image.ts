const page = 4_096;
const block = 1 << 16;
const zeros = Buffer.alloc(block);

/**
 * The memory of a WebAssembly instance at rest, to which it can be set back: each object, free list and pending job of
 * the interpreter in it is then what it was. That is far cheaper than a new interpreter, and nothing survives it.
 * Left out are the unused part of the stack, which lies below the heap and is empty at rest, and what was never used.
 */
export function takeMemoryImage(memory: WebAssembly.Memory, heapStart: number): { restore(): void } {
  const bytes = Buffer.from(memory.buffer);
  const stack = longestZeros(bytes.subarray(0, heapStart));
  let end = bytes.length;
  while (end > heapStart && zeros.equals(bytes.subarray(end - block, end))) end -= block;
  const kept = [
    { at: 0, bytes: Buffer.from(bytes.subarray(0, stack.from)) },
    { at: stack.to, bytes: Buffer.from(bytes.subarray(stack.to, end)) },
  ];
  return {
    restore() {
      // Growing gives a memory another buffer.
      const target = new Uint8Array(memory.buffer);
      for (const part of kept) target.set(part.bytes, part.at);
    },
  };
}

function longestZeros(bytes: Buffer): { from: number; to: number } {
  let longest = { from: bytes.length, to: bytes.length };
  let from = 0;
  for (let at = 0; at < bytes.length; at += page) {
    const end = Math.min(at + page, bytes.length);
    if (!zeros.subarray(0, end - at).equals(bytes.subarray(at, end))) from = end;
    else if (longest.to - longest.from < end - from) longest = { from, to: end };
  }
  return longest;
}
