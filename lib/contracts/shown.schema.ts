import { z } from "zod";

const marked = new WeakSet<z.ZodType>();

function shown<Schema extends z.ZodType>(schema: Schema): Schema {
  marked.add(schema);
  return schema;
}

/**
 * What runs read and wrote leaves the server as these types only. They are made by the projection
 * (lib/server/projection), which knows who reads and which fields a rule hides: a value as it is stored does not fit.
 */
export const Shown = shown(z.json().brand<"Shown">());
export type Shown = z.infer<typeof Shown>;

/** A text that may quote such a value: a message, a line of a log, a business key. */
export const ShownText = shown(z.string().brand<"ShownText">());
export type ShownText = z.infer<typeof ShownText>;

export function isShown(schema: z.ZodType): boolean {
  return marked.has(schema);
}
