import { clock } from "../clock.ts";

/**
 * How many days a flow's runs may be kept; a flow chooses one. 0: what they read and wrote goes when they are over
 * (drop-data.ts), that they were stays for `bareDays`.
 */
export const keepClasses = [0, 1, 7, 30, 365] as const;
export type KeepDays = (typeof keepClasses)[number];
export const defaultKeepDays: KeepDays = 30;
const bareDays = 30;

/** Days of runs that go together: few enough buckets that planning a statement over all of them stays cheap. */
const spans: Readonly<Record<KeepDays, number>> = { 0: 10, 1: 1, 7: 2, 30: 10, 365: 61 };

const dayMs = 86_400_000;
const perClass = 1_000_000;
/** Highest bucket of runs whose data is not kept. */
export const lastBareBucket = perClass - 1;

/**
 * The bucket of what is made at a time and kept for so many days: the days, and the first day of its span (since 1970),
 * in one number.
 */
export function bucketAt(days: KeepDays, ms: number): number {
  const day = Math.floor(ms / dayMs);
  return days * perClass + day - (day % spans[days]);
}

/** The bucket of what a flow of that class makes now, by the database's clock. */
export function bucketNow(days: KeepDays): number {
  return bucketAt(days, clock.now());
}

/** The buckets of now, one a class, for statements that read the class themselves (`bucketOfFlow`). */
export function bucketsNow(): number[] {
  return keepClasses.map(bucketNow);
}

/** SQL of the bucket for a class, out of `bucketsNow()`. */
export function bucketOfClass(buckets: string, days: string): string {
  return `(${buckets}::int[])[array_position('{${keepClasses.join(",")}}'::int[], ${days})]`;
}

function isClass(days: number): days is KeepDays {
  return keepClasses.some((known) => known === days);
}

/** Whether what runs of this bucket read and wrote is deleted when they are over. */
export function isBare(bucket: number): boolean {
  return bucket > 0 && bucket <= lastBareBucket;
}

export interface BucketFacts {
  days: KeepDays;
  /** From here on it may go. */
  endsAt: number;
  /** First moment of the span after it. */
  nextAt: number;
}

/** What a bucket's number says; null for bucket 0 and what is no bucket. */
export function readBucket(bucket: number): BucketFacts | null {
  if (bucket === 0) return null;
  const days = Math.floor(bucket / perClass);
  if (!isClass(days)) return null;
  const nextAt = ((bucket % perClass) + spans[days]) * dayMs;
  return { days, nextAt, endsAt: nextAt + (days === 0 ? bareDays : days) * dayMs };
}
