import type { LiveSchedule } from "#lib/contracts/schedules.schema.ts";

/** What a schedule does about occurrences that came while nobody could start them. */
export function missedInWords({ missed, catchUpHours }: Pick<LiveSchedule, "missed" | "catchUpHours">): string {
  switch (missed) {
    case "skip":
      return "Missed ones are left out.";
    case "latest":
      return "When some were missed, it starts once, for the latest.";
    case "all":
      return `Missed ones of the last ${catchUpHours === 1 ? "hour" : `${catchUpHours.toLocaleString("en-GB")} hours`} are each started, oldest first.`;
  }
}
