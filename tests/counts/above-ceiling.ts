/** The counts above their ceiling, in words; a count that is missing is one. */
export function aboveCeiling(counts: Record<string, number>, ceiling: Record<string, number>): string[] {
  return Object.entries(ceiling).flatMap(([what, most]) => {
    const count = counts[what] ?? Number.NaN;
    return count <= most ? [] : [`${what}: ${count} a run, ${most} at most`];
  });
}
