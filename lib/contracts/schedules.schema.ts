import { z } from "zod";
import { contract } from "./contract.ts";
import { RunStatus } from "./runs.schema.ts";
import { idParam, Instant, Page } from "./shared.schema.ts";

/** What clocks in the schedule's zone show: ISO without an offset. */
const LocalTime = z.string();

export const Occurrence = z.object({
  at: Instant, localTime: LocalTime,
  /** It stands for all occurrences from `at` up to this one. */
  through: Instant.nullable(),
  /** `skipped` as the schedule's policy says; `missed` because it was too long ago or too many. */
  status: z.enum(["started", "skipped", "missed"]),
  run: z.object({ id: z.string(), status: RunStatus }).nullable(),
});
export type Occurrence = z.infer<typeof Occurrence>;

export const LiveSchedule = z.object({
  /** In one sentence, such as `Every weekday at 08:30, Berlin time`. */
  words: z.string(), zone: z.string(), missed: z.enum(["skip", "latest", "all"]), catchUpHours: z.number(), state: z.enum(["active", "paused"]),
  /** The next ten; none while it is paused. */
  upcoming: z.array(z.object({ at: Instant, localTime: LocalTime })),
});
export type LiveSchedule = z.infer<typeof LiveSchedule>;

export const listOccurrences = contract({
  method: "GET", path: "/api/v1/flows/{flow}/occurrences", access: { kind: "workspace", permission: "flows:read" }, status: 200,
  summary: "A published schedule: its next ten occurrences, and what became of past ones, newest first.",
  params: z.strictObject({ flow: idParam }),
  query: Page,
  answer: z.object({
    flow: z.object({ id: z.string(), name: z.string() }),
    /** Null when the published version has no schedule. */
    schedule: LiveSchedule.nullable(),
    occurrences: z.array(Occurrence), next: z.string().nullable(),
  }),
});
