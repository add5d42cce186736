import { test } from "vitest";

/** Whether the numbers of the study run (`FAULTS=long npm run faults`), or the short form that `npm test` runs. */
export const isLong = process.env["FAULTS"] === "long";

export function amount(short: number, long: number): number {
  return isLong ? long : short;
}

/** A test of the long form alone: there is no smaller one that says as much, or the short form has no time for it. */
export const longTest: (name: string, body: () => Promise<void>, milliseconds?: number) => void = isLong ? test : () => undefined;
