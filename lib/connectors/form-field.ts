import { z } from "zod";
import type { FormFieldType } from "#lib/flow/form/form-field.ts";

/** One field of the form that an approval shows, or that starts a flow. */
export const FormField = z.object({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "Start with a letter; then letters, digits and _."),
  label: z.string().max(200).default(""),
  type: z.enum(["text", "long", "email", "number", "date", "boolean", "choice"] satisfies FormFieldType[]),
  required: z.boolean().default(false),
  /** One sentence under the field. */
  help: z.string().max(500).default(""),
  /** Of a choice. */
  options: z.array(z.string().min(1).max(200)).max(100).default([]),
  /** What is filled in already. */
  default: z.union([z.string().max(5_000), z.number(), z.boolean()]).optional(),
});
export type FormField = z.infer<typeof FormField>;
