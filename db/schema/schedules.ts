import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** What became of each occurrence of a flow's schedule. Its key is what makes two workers start it once. */
export const scheduleOccurrences = pgTable(
  "schedule_occurrences",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    scheduledAt: instant("scheduled_at").notNull(),
    /** `skipped` as the schedule's policy says; `missed` because it was too long ago or too many. */
    status: text("status", { enum: ["started", "skipped", "missed"] }).notNull(),
    runId: text("run_id"),
    /** It stands for all occurrences from `scheduled_at` up to this one. */
    through: instant("through"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.flowId, table.scheduledAt] }),
    index("schedule_occurrences_started").on(table.workspaceId, table.flowId, table.scheduledAt).where(sql`${table.status} = 'started'`),
  ],
);
