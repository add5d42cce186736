const page = 4_096;
const block = 1 << 16;
const zeros = Buffer.alloc(block);
/** In this build constants come first, then 5 MiB of stack, then the heap. */
const stackEnd = 6 << 20;
const leastStack = 4 << 20;

export interface MemoryImage {
  restore(): void;
}

/**
 * The memory of a WebAssembly instance at rest, to which it can be set back: each object, free list and pending job of
 * the interpreter in it is then what it was. That is far cheaper than a new interpreter, and nothing survives it.
 * Left out are the stack, which is empty at rest, as far as it was never used, and what lies beyond the heap.
 */
export function takeMemoryImage(memory: WebAssembly.Memory): MemoryImage {
  const bytes = Buffer.from(memory.buffer);
  const stack = longestZeros(bytes.subarray(0, stackEnd));
  let end = bytes.length;
  while (end > stack.to && zeros.equals(bytes.subarray(end - block, end))) end -= block;
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
  let longest = { from: 0, to: 0 };
  let from = 0;
  for (let at = 0; at < bytes.length; at += page) {
    const end = at + page;
    if (!zeros.subarray(0, page).equals(bytes.subarray(at, end))) from = end;
    else if (longest.to - longest.from < end - from) longest = { from, to: end };
  }
  return longest.to - longest.from < leastStack ? { from: 0, to: 0 } : longest;
}
