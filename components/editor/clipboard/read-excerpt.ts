import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { isJsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";

/** Where a problem lies, by what people see: the step's name, not its place in a list. */
function placeOf(value: unknown, at: string): string {
  const [part, index = "", ...rest] = at.split(".");
  const list = isJsonObject(value) && part !== undefined ? value[part] : undefined;
  const item = Array.isArray(list) ? list[Number(index)] : undefined;
  if (part === "nodes" && isJsonObject(item)) return `step ${typeof item["name"] === "string" ? `“${item["name"]}”` : Number(index) + 1}${rest.length > 0 ? `, ${rest.join(" ")}` : ""}`;
  if (part === "edges" && index !== "") return `connection ${Number(index) + 1}${rest.length > 0 ? `, ${rest.join(" ")}` : ""}`;
  return at.replaceAll(".", " ");
}

/** Reads a value as a document, migrated if it is an old one; what is wrong with it comes back by place. */
export type OpenDocument = (value: unknown) => Promise<Result<FlowDocument, readonly { at: string; message: string }[]>>;

/** Text from a clipboard or a person as a part of a flow, or what is wrong with it in sentences. */
export async function readExcerpt(text: string, open: OpenDocument): Promise<Result<FlowDocument, string[]>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fail([`This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`]);
  }
  // An answer of the API has the document inside.
  if (isJsonObject(value) && isJsonObject(value["document"])) value = value["document"];
  if (!isJsonObject(value) || !Array.isArray(value["nodes"])) return fail(["There are no steps in it. Copy steps in the editor, or paste the document of a flow."]);
  if (value["schemaVersion"] === undefined) return fail(["The schemaVersion is missing, so it cannot be known how to read it."]);
  const read = await open(value);
  if (read.ok) return ok(read.value);
  return fail(read.problem.map(({ at, message }) => (at === "" || at === "schemaVersion" ? message : `In ${placeOf(value, at)}: ${message}.`)));
}
