import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import * as schema from "#db/schema/engine.ts";

/** The SQL that creates the engine's tables, from the same definitions as the migrations. */
export async function engineSchemaSql(): Promise<string> {
  const statements = await generateMigration(generateDrizzleJson({}), generateDrizzleJson({ ...schema }));
  return statements.join(";\n");
}
