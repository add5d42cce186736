import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { SemanticCase } from "./semantic-case.schema.ts";

/** Every case of the table, in the order of the files. @throws ZodError with the file's name when one is not readable. */
export function readCases(): SemanticCase[] {
  return globSync("*.json", { cwd: import.meta.dirname }).toSorted().flatMap((file) => {
    const read = z.array(SemanticCase).safeParse(JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8")));
    if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
    return read.data;
  });
}

/** What the trigger puts out, with the items that are only counted in the case. */
export function inputOf({ input, items }: Pick<SemanticCase, "input" | "items">): SemanticCase["input"] {
  if (items === undefined) return input;
  const { count, bytes } = typeof items === "number" ? { count: items, bytes: 0 } : items;
  const list = Array.from({ length: count }, (_, id) => (bytes === 0 ? { id } : { id, text: "x".repeat(bytes) }));
  return { ...(typeof input === "object" && input !== null && !Array.isArray(input) ? input : {}), items: list };
}
