import { z } from "zod";
import { Shown, ShownText } from "./shown.schema.ts";

/** Names and places of items, from the top of a value. */
export const ValuePath = z.array(z.union([z.string().max(500), z.number().int().min(0)])).max(200);

/**
 * A stored value as its reader may see it: whole while it is small (up to 64 kB), else its size; of somebody who sees no
 * values its shape: names, types and lengths. `hidden`: where a mask stands, by a rule for that field or because it holds
 * a copy of one under a rule; the first 1,000.
 */
export const Payload = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("inline"), value: Shown, size: z.number(), hidden: z.array(z.object({ path: ValuePath, by: z.enum(["rule", "copy"]) })) }),
  z.object({ kind: z.literal("large"), size: z.number(), preview: ShownText }),
  z.object({ kind: z.literal("shape"), size: z.number(), /** null: too large to come with the rest. */ shape: Shown.nullable() }),
]);
export type Payload = z.infer<typeof Payload>;
