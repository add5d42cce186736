import { and, eq, type SQL, sql } from "drizzle-orm";
import { hasWildcard, headOfPattern, isReservedName } from "#lib/flow/event-name.ts";
import { events } from "../schema/runs.ts";

/** A pattern of names as PostgreSQL's regular expression. */
function regexOf(pattern: string): string {
  const parts = pattern.split("/").map((part) => (part === "**" ? ".+" : part === "*" ? "[^/]+" : part.replaceAll(".", "\\.")));
  return `^${parts.join("/")}$`;
}

/** The condition on `events` that a name, or a pattern of names, says. */
export function eventNamed(pattern: string): SQL | undefined {
  if (!hasWildcard(pattern)) return eq(events.name, pattern);
  return and(sql`${events.name} ~ ${regexOf(pattern)}`, isReservedName(headOfPattern(pattern)) ? undefined : sql`${events.name} not like 'millrace/%'`);
}
