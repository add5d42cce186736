/** Long enough for the first paint, with what it loads, to be over. */
const quietMs = 1_000;

/** Calls back once the page has been painted and has nothing better to do. Returns what stops it. */
export function afterPaint(then: () => void): () => void {
  let idle: number | undefined;
  const timer = setTimeout(() => {
    if (typeof requestIdleCallback === "undefined") then();
    else idle = requestIdleCallback(then, { timeout: 2_000 });
  }, quietMs);
  return () => {
    clearTimeout(timer);
    if (idle !== undefined) cancelIdleCallback(idle);
  };
}
