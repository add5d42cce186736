import { isJsonObject, type JsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import { FlowDocument, schemaVersion } from "../document.schema.ts";

/** From one schema version to the next, by the version it starts from. Never edited once released. */
const migrations: ReadonlyMap<number, (old: JsonObject) => JsonObject> = new Map([
  // 2 adds CEL, conditions, cases, names of edges and settings of regions; nothing that 1 has means anything else.
  [1, (old: JsonObject): JsonObject => ({ ...old, schemaVersion: 2 })],
  // 3 adds groups and notes to the layout, both optional.
  [2, (old: JsonObject): JsonObject => ({ ...old, schemaVersion: 3 })],
]);

export interface ReadProblem {
  message: string;
  /** Where in the document, as a dotted path. */
  at: string;
}

/** The only way a stored or sent document comes in: migrate, then parse. */
export function readDocument(value: unknown): Result<FlowDocument, ReadProblem[]> {
  if (!isJsonObject(value)) return fail([{ at: "", message: "A flow document is a JSON object." }]);
  let document: JsonObject = value;
  let version = document["schemaVersion"];
  if (typeof version === "number" && version > schemaVersion) {
    return fail([{ at: "schemaVersion", message: `The document was saved by a newer Millrace (schema ${version}, this one reads up to ${schemaVersion}). Update Millrace to open it.` }]);
  }
  while (typeof version === "number" && version < schemaVersion) {
    const migrate = migrations.get(version);
    if (!migrate) break;
    document = migrate(document);
    version = document["schemaVersion"];
  }
  const parsed = FlowDocument.safeParse(document);
  if (parsed.success) return ok(parsed.data);
  return fail(parsed.error.issues.slice(0, 20).map((issue) => ({ at: issue.path.join("."), message: issue.message })));
}

export function emptyDocument(): FlowDocument {
  return { schemaVersion, nodes: [], edges: [], layout: { nodes: {} } };
}
