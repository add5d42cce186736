/** What an alert rule watches for. Times are whole seconds and minutes, as people give them. */
export type AlertCondition =
  | { what: "failed"; times: number; withinMinutes: number }
  | { what: "slow"; overSeconds: number }
  | { what: "late"; overSeconds: number }
  | { what: "silent"; overSeconds: number }
  | { what: "queue"; over: number | null; oldestOverSeconds: number | null };

export type AlertKind = AlertCondition["what"];

export const alertKinds: readonly AlertKind[] = ["failed", "slow", "late", "silent", "queue"];

/** Why runs of one alert failed; no message, because that may repeat what a run read. */
export interface AlertCause {
  class: string;
  code: string;
  /** The failing step's name at that version; null when no step failed. */
  step: string | null;
}

/** The last figures of an alert; which of them are there follows from what it is about. */
export interface AlertFacts {
  /** Slow: the longest run so far, and how many are over the time still. */
  longestMs?: number;
  running?: number;
  /** Late and silent: since when it is due, or when something was there last. */
  since?: string;
  /** Late: it waits in the queue, or an occurrence has not started. */
  waits?: "queue" | "schedule";
  /** Queue: how many wait, counted up to a bound, and since when the oldest does. */
  waiting?: number;
  oldest?: string;
}
