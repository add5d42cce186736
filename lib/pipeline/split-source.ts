import { StepError } from "#lib/connectors/step-error.ts";
import type { SourceContext, SourcePage, SourceRuntime } from "#lib/connectors/define.ts";
import { readPath } from "#lib/flow/bindings/resolve.ts";
import type { Json, JsonObject } from "#lib/json.ts";

/** Records of a page, so that one long list is not one chunk. */
const pageRecords = 1_000;

function listOf(input: JsonObject): Json[] {
  const { list } = input;
  if (Array.isArray(list)) return list;
  throw new StepError("validation", "no_list", "What should be split is no list. Refer to a list.");
}

/** The items of a list in a setting: the loop. Its cursor is the number of the next item. */
export const splitSource: SourceRuntime<JsonObject> = {
  identity: () => null,
  async *read(input: JsonObject, context: SourceContext): AsyncGenerator<SourcePage> {
    const list = listOf(input);
    const size = Math.min(pageRecords, context.pageSize);
    for (let at = typeof context.cursor === "number" ? context.cursor : 0; at < list.length; at += size) {
      const records = list.slice(at, at + size);
      yield { records, cursor: at + records.length };
    }
  },
  keyOf({ key }, record) {
    const value = typeof key !== "string" || key === "" ? undefined : readPath(record, key.split("."));
    return typeof value === "string" || typeof value === "number" ? String(value) : null;
  },
  keepsCursor: () => false,
};
