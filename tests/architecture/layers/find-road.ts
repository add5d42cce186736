/** The shortest chain of files from `start` to something that `isGoal`, both ends included, or null. */
export function findRoad(graph: ReadonlyMap<string, readonly string[]>, start: string, isGoal: (place: string) => boolean): string[] | null {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  for (const place of cameFrom.keys()) {
    if (place !== start && isGoal(place)) return backFrom(place);
    for (const next of graph.get(place) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, place);
  }
  return null;

  function backFrom(goal: string): string[] {
    const road = [goal];
    for (let at = cameFrom.get(goal); at; at = cameFrom.get(at)) road.unshift(at);
    return road;
  }
}
