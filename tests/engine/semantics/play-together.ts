/** Begins works in their order, so many at once; each is there to be awaited by its name. A failure is its awaiter's. */
export function playTogether<Value>(works: readonly { name: string; play: () => Promise<Value> }[], atOnce: number): Map<string, Promise<Value>> {
  const results = new Map(works.map(({ name }) => [name, Promise.withResolvers<Value>()]));
  for (const { promise } of results.values()) promise.catch(() => undefined);
  const waiting = [...works];
  const next = async (): Promise<void> => {
    for (let work = waiting.shift(); work; work = waiting.shift()) {
      const result = results.get(work.name);
      await work.play().then(result?.resolve, result?.reject);
    }
  };
  for (let lane = 0; lane < atOnce; lane += 1) void next();
  return new Map([...results].map(([name, { promise }]) => [name, promise]));
}
