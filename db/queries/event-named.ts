import { and, eq, type SQL, sql } from "drizzle-orm";
import { events } from "../schema/runs.ts";

/** A pattern of names as PostgreSQL's regular expression: `*` is one part, `**` at the end any number of them. */
function regexOf(pattern: string): string {
  const parts = pattern.split("/").map((part) => (part === "**" ? ".+" : part === "*" ? "[^/]+" : part.replaceAll(".", "\\.")));
  return `^${parts.join("/")}$`;
}

/** The condition on `events` that a name, or a pattern of names, says; Millrace's own are found by those who name them. */
export function eventNamed(pattern: string): SQL | undefined {
  if (!pattern.includes("*")) return eq(events.name, pattern);
  return and(sql`${events.name} ~ ${regexOf(pattern)}`, pattern.toLowerCase().startsWith("millrace/") ? undefined : sql`${events.name} not like 'millrace/%'`);
}
