/** What an evaluation wrote to the console; all evaluations of a job share `maxBytes`. */
export interface ConsoleLog {
  add(line: string): void;
  /** The lines since the last call. */
  take(): string[];
}

export function createConsoleLog(maxBytes: number): ConsoleLog {
  let left = maxBytes;
  let lines: string[] = [];
  return {
    add(line) {
      if (left <= 0) return;
      left -= Buffer.byteLength(line) + 1;
      lines.push(left > 0 ? line : `The console holds ${maxBytes} bytes; what was written after this was left out.`);
    },
    take() {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}
