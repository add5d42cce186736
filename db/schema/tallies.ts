import { bigint, pgTable, text } from "drizzle-orm/pg-core";

/**
 * What is counted for ever, whatever is deleted later: a row each time, written by triggers in the transaction that it
 * is about, and summed up every few seconds. No row is ever changed, so no commit waits for another.
 */
export const tallies = pgTable("tallies", {
  /** `runs_finished`, labelled `<pattern> <status>`, or `schedules_missed`. */
  name: text("name").notNull(),
  label: text("label").notNull(),
  amount: bigint("amount", { mode: "number" }).notNull(),
});
