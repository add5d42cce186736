import { z } from "zod";
import { FormField } from "#lib/connectors/form-field.ts";
import type { Json } from "#lib/json.ts";

/** How an approval asks, as its wait keeps it: what is decided later is held to what was asked. */
const Ask = z.object({
  message: z.string().default(""),
  form: z.array(FormField).default([]),
  who: z.enum(["members", "link"]).default("members"),
  approve: z.string().default("Approve"),
  reject: z.string().default("Reject"),
});
export type ApprovalAsk = z.infer<typeof Ask>;

/** Approvals from before they had forms keep none; they ask members, with a comment alone. */
export function readAsk(stored: Json | null | undefined): ApprovalAsk {
  return Ask.parse(stored ?? {});
}
