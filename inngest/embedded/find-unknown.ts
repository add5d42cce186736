import { runStatement, type Queryable } from "./store/statement.ts";

const text = "SELECT i.id FROM unnest($1::text[]) AS i (id) WHERE NOT EXISTS (SELECT 1 FROM engine.runs r WHERE r.id = i.id)";

/** Which of these runs this executor knows nothing of. */
export async function findUnknown(client: Queryable, runIds: readonly string[]): Promise<string[]> {
  return (await runStatement<{ id: string }>(client, { name: "engine-unknown", text, values: [runIds] })).map(({ id }) => id);
}
