/** Whether the numbers of the study run (`FAULTS=long npm run faults`), or the short form that `npm test` runs. */
export const isLong = process.env["FAULTS"] === "long";

export function amount(short: number, long: number): number {
  return isLong ? long : short;
}
