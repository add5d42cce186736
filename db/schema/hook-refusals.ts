import { sql } from "drizzle-orm";
import { bigint, foreignKey, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";
import { flows } from "./flows.ts";

/** Requests to a flow's hook that were not verified: how many, and how the last ones looked. */
export const hookRefusals = pgTable(
  "hook_refusals",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    count: bigint("count", { mode: "number" }).notNull(),
    /** The newest first; nothing that they carried. */
    recent: jsonb("recent").$type<unknown[]>().notNull().default(sql`'[]'`),
    since: instant("since").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.flowId] }),
    foreignKey({ columns: [table.workspaceId, table.flowId], foreignColumns: [flows.workspaceId, flows.id] }).onDelete("cascade"),
  ],
);
