import { findFlow, findSubscription } from "#db/queries/flows.ts";
import { databaseNow, type OccurrenceRow, pageOfOccurrences } from "#db/queries/schedules.ts";
import type { LiveSchedule, Occurrence } from "#lib/contracts/schedules.schema.ts";
import { AppError } from "#lib/errors.ts";
import { occurrencesOf, upcoming } from "#lib/flow/schedule/occurrences-of.ts";
import { readFiringRule } from "#lib/flow/schedule/read-firing-rule.ts";
import { scheduleWords } from "#lib/flow/schedule/schedule-words.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound } from "../flows/flow-answer.ts";
import { localTime } from "./trigger-output.ts";

const shownAhead = 10;

async function liveSchedule(workspaceId: string, flowId: string): Promise<LiveSchedule | null> {
  const live = await findSubscription(database(), workspaceId, flowId);
  const read = live?.kind === "schedule" ? readFiringRule(live.settings) : null;
  if (!live || !read?.ok) return null;
  const { schedule, missed, catchUpHours } = read.value;
  const ahead = live.status === "active" ? upcoming(occurrencesOf(schedule), (await databaseNow(database())).getTime(), shownAhead) : [];
  return {
    words: scheduleWords(schedule), zone: schedule.zone, missed, catchUpHours, state: live.status,
    upcoming: ahead.map((at) => ({ at: new Date(at).toISOString(), localTime: localTime(at, schedule.zone) })),
  };
}

function occurrenceAnswer(row: OccurrenceRow, zone: string): Occurrence {
  return {
    at: row.scheduledAt.toISOString(), localTime: localTime(row.scheduledAt.getTime(), zone), through: row.through?.toISOString() ?? null, status: row.status,
    run: row.runId !== null && row.runStatus !== null ? { id: row.runId, status: row.runStatus } : null,
  };
}

/** Local times are those of the live schedule's zone; UTC when there is none any more. */
export async function listOccurrences(context: WorkspaceContext, input: { flow: string; cursor?: string | undefined; limit: number }) {
  demand(context, "flows:read");
  const workspaceId = context.workspace.id;
  const flow = await findFlow(database(), workspaceId, input.flow);
  if (!flow) throw flowNotFound();
  const before = input.cursor === undefined ? undefined : new Date(input.cursor);
  if (before && Number.isNaN(before.getTime())) throw new AppError("invalid", "This cursor is not one of ours. Pass the last answer's `next`.");
  const [schedule, rows] = await Promise.all([liveSchedule(workspaceId, flow.id), pageOfOccurrences(database(), workspaceId, flow.id, before, input.limit + 1)]);
  const page = rows.slice(0, input.limit);
  return {
    flow: { id: flow.id, name: flow.name },
    schedule,
    occurrences: page.map((row) => occurrenceAnswer(row, schedule?.zone ?? "UTC")),
    next: rows.length > input.limit ? (page.at(-1)?.scheduledAt.toISOString() ?? null) : null,
  };
}
