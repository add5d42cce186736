import { StepError } from "#lib/connectors/step-error.ts";
import type { SourceContext, SourcePage, SourceRuntime } from "#lib/connectors/define.ts";
import { readPath } from "#lib/flow/bindings/resolve.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { jsonChars } from "./json-chars.ts";

/** Records of a page, and characters of their JSON, so that one long list is not one chunk (SEMANTICS region-6). */
const pageRecords = 1_000;
const pageChars = 1024 * 1024;

/** How many items from `at` on make a page: one at least. */
function pageFrom(list: readonly Json[], at: number, most: number): number {
  let chars = 0;
  let count = 0;
  while (count < most && at + count < list.length && (count === 0 || chars < pageChars)) {
    chars += jsonChars(list[at + count] ?? null);
    count += 1;
  }
  return count;
}

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
    for (let at = typeof context.cursor === "number" ? context.cursor : 0; at < list.length; ) {
      const records = list.slice(at, at + pageFrom(list, at, size));
      at += records.length;
      yield { records, cursor: at };
    }
  },
  keyOf({ key }, record) {
    const value = typeof key !== "string" || key === "" ? undefined : readPath(record, key.split("."));
    return typeof value === "string" || typeof value === "number" ? String(value) : null;
  },
  keepsCursor: () => false,
};
