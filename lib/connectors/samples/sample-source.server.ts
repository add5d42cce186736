import { z } from "zod";
import { isJsonObject, type Json } from "#lib/json.ts";
import type { SourceContext, SourcePage, SourceRuntime } from "../define.ts";
import { callSample } from "./call-sample.server.ts";

interface Place {
  /** The page to read, as the system named it; null: the first. */
  at: string | null;
  /** Only what changed from here on. */
  since: string | null;
}

const Page = z.object({ data: z.array(z.looseObject({ id: z.string(), updatedAt: z.string() })), next: z.string().nullable() });
const sizeAtMost = 200;

function placeOf(cursor: Json): Place {
  const text = (name: string): string | null => (isJsonObject(cursor) && typeof cursor[name] === "string" ? cursor[name] : null);
  return { at: text("at"), since: text("since") };
}

/** These systems give changes one instant after the other, whole milliseconds apart: the next one is where new ones begin. */
function after(instant: string): string {
  return new Date(Date.parse(instant) + 1).toISOString();
}

export interface SampleSource<Input> {
  /** From the system's name on. */
  path(input: Input): string;
  query(input: Input): Readonly<Record<string, string | undefined>>;
}

/** A list of one of these systems as a source. */
export function sampleSource<Input extends { changes: "new" | "all" }>({ path, query }: SampleSource<Input>): SourceRuntime<Input> {
  async function* read(input: Input, context: SourceContext): AsyncGenerator<SourcePage> {
    let place = placeOf(context.cursor);
    for (;;) {
      const limit = Math.min(context.pageSize, sizeAtMost);
      const { data, next } = await callSample(context, { method: "GET", path: path(input), query: { ...query(input), limit, updated_since: place.since ?? undefined, cursor: place.at ?? undefined }, answer: Page });
      const last = data.at(-1);
      place = next === null ? { at: null, since: last ? after(last.updatedAt) : place.since } : { ...place, at: next };
      yield { records: data as Json[], cursor: { ...place } };
      if (next === null) return;
    }
  }
  return {
    identity: (input) => ({ path: path(input), ...Object.fromEntries(Object.entries(query(input)).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "")) }),
    read,
    keyOf: (_input, record) => (isJsonObject(record) && typeof record["id"] === "string" ? record["id"] : null),
    keepsCursor: ({ changes }) => changes === "new",
  };
}
