/** Waits of 0.25 s doubling to 10 s for something that keeps failing; a quiet half minute starts over. */
export function backOff(): { next(): number } {
  let failures = 0;
  let last = 0;
  return {
    next() {
      const now = Date.now();
      failures = now - last > 30_000 ? 0 : failures + 1;
      last = now;
      return Math.min(10_000, 250 * 2 ** failures);
    },
  };
}
