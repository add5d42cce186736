import { occurrencesOf } from "#lib/flow/schedule/occurrences-of.ts";
import type { Schedule } from "#lib/flow/schedule/schedule.ts";
import { localOf } from "#lib/flow/schedule/zone.ts";
import type { JsonObject } from "#lib/json.ts";

/** What clocks in a zone show, as ISO without an offset. */
export function localTime(instant: number, zone: string): string {
  return new Date(localOf(instant, zone)).toISOString().slice(0, 19);
}

/** What a schedule puts out for one occurrence. @param previous the one before it that started a run. */
export function triggerOutput({ zone }: Schedule, at: number, previous: number | null): JsonObject {
  return { scheduledAt: new Date(at).toISOString(), localTime: localTime(at, zone), zone, previous: previous === null ? null : new Date(previous).toISOString() };
}

/** The same for a run that is started by hand: as if it were due now. */
export function outputByHand(schedule: Schedule, now: number): JsonObject {
  return triggerOutput(schedule, now, occurrencesOf(schedule).previous(now));
}
