import { sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { templateChecks, type UnderCheck } from "../schema/templates.ts";

interface Checked {
  workspaceId: string;
  templateId: string;
  version: number;
}

/** Notes that a check has begun; what the one before found stays until this one is over. */
export async function putCheckUnder(db: Queryable, checked: Checked, under: UnderCheck[]): Promise<void> {
  const set = { under, startedAt: sql`now()` };
  await db.insert(templateChecks).values({ ...checked, ...set }).onConflictDoUpdate({ target: [templateChecks.workspaceId, templateChecks.templateId, templateChecks.version], set });
}
