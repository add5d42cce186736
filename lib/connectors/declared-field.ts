import { z } from "zod";

/** One field that a caller gives; `any` is taken as it comes. */
export const DeclaredField = z.object({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "Start with a letter; then letters, digits and _."),
  type: z.enum(["text", "number", "boolean", "list", "object", "any"]),
  required: z.boolean(),
});
export type DeclaredField = z.infer<typeof DeclaredField>;
