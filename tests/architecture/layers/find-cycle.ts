/** One cycle of the graph as the files along it, or null. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  for (const start of graph.keys()) {
    const road: string[] = [];
    const cycle = walk(start, road);
    if (cycle) return cycle;
  }
  return null;

  function walk(file: string, road: string[]): string[] | null {
    if (done.has(file)) return null;
    const seen = road.indexOf(file);
    if (seen !== -1) return [...road.slice(seen), file];
    road.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = walk(next, road);
      if (cycle) return cycle;
    }
    road.pop();
    done.add(file);
    return null;
  }
}
