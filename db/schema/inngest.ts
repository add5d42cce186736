import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/**
 * What an Inngest server was told of each unfinished run, and who of us holds the run; empty with the embedded executor.
 * The row comes with the run and goes with its end, so nothing depends on the server's memory.
 */
export const inngestRuns = pgTable(
  "inngest_runs",
  {
    workspaceId: text("workspace_id").notNull(),
    runId: text("run_id").notNull(),
    pattern: text("pattern", { enum: ["event", "sync", "batch", "cdc"] }).notNull(),
    part: smallint("part").notNull().default(1),
    /** Raised when the run is published anew: function runs of an earlier round have nothing more to do. */
    round: integer("round").notNull().default(1),
    isTold: boolean("is_told").notNull().default(false),
    /** The server has called for this round. */
    isBegun: boolean("is_begun").notNull().default(false),
    /** Something happened outside, and nobody has looked since. */
    isWoken: boolean("is_woken").notNull().default(false),
    /** Messages so far: each wake-up has an id of its own. */
    sends: integer("sends").notNull().default(0),
    /** Wake-ups in vain, silences, and faults in a row: each waits longer than the one before. */
    tries: smallint("tries").notNull().default(0),
    silences: smallint("silences").notNull().default(0),
    faults: smallint("faults").notNull().default(0),
    /** Holders that died while they had it, since it last got on. */
    crashes: smallint("crashes").notNull().default(0),
    heldBy: text("held_by"),
    heldUntil: instant("held_until"),
    /** When to look at this row next. */
    dueAt: instant("due_at").notNull().default(sql`clock_timestamp()`),
    /** By when the server should have called; after that the run is published again. */
    silentAt: instant("silent_at"),
    createdAt: instant("created_at").notNull().default(sql`clock_timestamp()`),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.runId] }), index("inngest_runs_due").on(table.dueAt), index("inngest_runs_held").on(table.heldBy).where(sql`held_by is not null`)],
);

/** Workers that serve an Inngest server, and what keeps them from it. */
export const inngestWorkers = pgTable("inngest_workers", {
  id: text("id").primaryKey(),
  seenAt: instant("seen_at").notNull().default(sql`clock_timestamp()`),
  problem: text("problem"),
});
