import { type EventFilter, type EventRow, newestDeliveries, pageOfEvents } from "#db/queries/events.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { findInEvents } from "../projection/find-in-events.ts";
import { runtime } from "../runtime.ts";
import { sourceAnswer } from "./event-answer.ts";

/** Looked through for one answer, whichever comes first; whoever wants more goes on from there. */
const mostEvents = 1_000;
const mostBytes = 8 * 1024 * 1024;
const atOnce = 100;

interface Searched {
  rows: EventRow[];
  looked: number;
  /** Not looked into: see `findInEvents`. */
  closed: number;
  /** The last that was looked at; null when there is no older one. */
  next: string | null;
  /** When it came. */
  to: Date | null;
}

async function valuesOf(workspaceId: string, rows: readonly EventRow[]): Promise<Map<string, Json>> {
  const values = new Map<string, Json>();
  for (const [bucket, group] of Map.groupBy(rows, (row) => row.bucket)) {
    const stored = await readPayloads(runtime().pool, { workspaceId, bucket }, group.map(({ payload }) => payload));
    for (const { id, payload } of group) if (stored.has(payload)) values.set(id, stored.get(payload) ?? null);
  }
  return values;
}

/** As many of the page as fit into what may still be read; one at least, so that a search gets on. */
function within(rows: readonly EventRow[], bytes: number): EventRow[] {
  let left = bytes;
  return rows.filter((row, index) => {
    left -= row.size ?? 0;
    return index === 0 || left >= 0;
  });
}

/** Events whose payload shows a text to whoever asks, newest first: up to so many found, or looked through. */
export async function searchEvents(context: WorkspaceContext, text: string, filter: EventFilter, cursor: string | undefined, limit: number): Promise<Searched> {
  const workspaceId = context.workspace.id;
  const searched: Searched = { rows: [], looked: 0, closed: 0, next: cursor ?? null, to: null };
  let bytes = mostBytes;
  while (searched.looked < mostEvents && bytes > 0) {
    const page = await pageOfEvents(database(), workspaceId, filter, searched.next ?? undefined, atOnce);
    const rows = within(page, bytes);
    const delivered = Map.groupBy(await newestDeliveries(database(), workspaceId, rows.map(({ id }) => id)), ({ eventId }) => eventId);
    const values = await valuesOf(workspaceId, rows);
    const { closed, found } = await findInEvents(context, text, rows.flatMap(({ id, publisher, source }) => {
      const value = values.get(id);
      const { flow } = sourceAnswer(source);
      return value === undefined ? [] : [{ id, value, publisher, flows: [...(delivered.get(id) ?? []).map(({ flowId }) => flowId), ...(flow === null ? [] : [flow])] }];
    }));
    searched.closed += closed;
    for (const row of rows) {
      searched.looked += 1;
      bytes -= row.size ?? 0;
      searched.next = row.id;
      searched.to = row.receivedAt;
      if (found.has(row.id) && searched.rows.push(row) === limit) return searched;
    }
    if (page.length < atOnce && rows.length === page.length) return { ...searched, next: null };
  }
  return searched;
}
