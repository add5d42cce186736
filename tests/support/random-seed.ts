/** The seed of a property test: `MILLRACE_SEED` to repeat one, else another each time. It is printed, so that a run can be repeated. */
export function randomSeed(test: string): number {
  const seed = Number(process.env["MILLRACE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`    ${test}: MILLRACE_SEED=${seed}\n`);
  return seed;
}
