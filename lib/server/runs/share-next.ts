/**
 * Calls for one key that come while its work is under way share the next round of it, which begins after they came and
 * so sees what each of them has committed. Alone, a call never waits.
 */
export function shareNext(work: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const underWay = new Map<string, { current: Promise<void>; next: Promise<void> | null }>();

  return function call(key): Promise<void> {
    const known = underWay.get(key);
    if (known) return (known.next ??= known.current.then(() => call(key), () => call(key)));
    const current = work(key).finally(() => underWay.delete(key));
    underWay.set(key, { current, next: null });
    return current;
  };
}
