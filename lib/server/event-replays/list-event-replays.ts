import { latestEventReplays } from "#db/queries/event-replays.ts";
import type { EventReplay } from "#lib/contracts/events.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { replayAnswer } from "./replay-answer.ts";

const most = 20;

export async function listEventReplays(context: WorkspaceContext): Promise<{ replays: EventReplay[] }> {
  demand(context, "events:read");
  return { replays: (await latestEventReplays(database(), context.workspace.id, most)).map(replayAnswer) };
}
