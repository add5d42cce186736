import { readSync, writeSync } from "node:fs";
import { encodeFrame } from "./frame.ts";

export interface FramePipe {
  /** Waits for the next message; null once the other side is gone. */
  read(): string | null;
  write(text: string): void;
}

/**
 * The child's end. It blocks, on purpose: between two messages the child has nothing else to do, what it wrote has left
 * before the next evaluation can hang, and a slow reader slows it down.
 */
export function openFramePipe(fd: number): FramePipe {
  const chunk = Buffer.allocUnsafe(1 << 16);
  let from = 0;
  let to = 0;

  function refill(): boolean {
    from = 0;
    to = 0;
    try {
      to = readSync(fd, chunk);
    } catch {
      // Windows throws at the end of a pipe.
    }
    return to > 0;
  }

  function readBytes(count: number): Buffer | null {
    const bytes = Buffer.allocUnsafe(count);
    for (let done = 0; done < count; ) {
      if (from === to && !refill()) return null;
      const part = chunk.copy(bytes, done, from, Math.min(to, from + count - done));
      from += part;
      done += part;
    }
    return bytes;
  }

  return {
    read() {
      const head = readBytes(4);
      return head === null ? null : (readBytes(head.readUInt32LE(0))?.toString("utf8") ?? null);
    },
    write(text) {
      const frame = encodeFrame(text);
      for (let done = 0; done < frame.length; ) done += writeSync(fd, frame, done);
    },
  };
}
