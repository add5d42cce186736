import type { ClientBase } from "pg";
import { defaultKeepDays, type KeepDays, keepClasses } from "./bucket.ts";

/** A changed setting counts for new events within this time. */
const rememberedMs = 60_000;
const most = 10_000;

const known = new Map<string, { days: KeepDays; until: number }>();

/** The shortest class in which a workspace's events are kept as long as it says. */
export async function keepEventsClass(client: Pick<ClientBase, "query">, workspaceId: string): Promise<KeepDays> {
  const found = known.get(workspaceId);
  if (found && found.until > performance.now()) return found.days;
  const { rows } = await client.query<{ days: number }>({ name: "keep-events", text: "select keep_events_days as days from workspaces where id = $1", values: [workspaceId] });
  const wanted = rows[0]?.days ?? defaultKeepDays;
  const days = keepClasses.find((own) => own >= wanted) ?? 365;
  if (known.size >= most) known.clear();
  known.set(workspaceId, { days, until: performance.now() + rememberedMs });
  return days;
}
