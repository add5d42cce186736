import { z } from "zod";
import { fields } from "./fields.ts";

/** How many runs of one flow there may be at once; on triggers whose events can wait (SEMANTICS event-1, event-2). */
export const limitFields = {
  most: z.number().int().min(1).max(1_000).optional().register(fields, { label: "Runs at once", control: "number", help: "Empty: as many as come. Others wait, and none is lost.", bindable: false }),
  each: z.string().max(500).optional().register(fields, { label: "For each", control: "text", placeholder: "body.customer.id", help: "A path in what arrives: the limit holds for each value there. Empty: for the flow.", bindable: false }),
  inOrder: z.boolean().default(false).register(fields, { label: "In order", control: "switch", help: "One after the other, in the order they came.", bindable: false }),
  afterFailure: z.enum(["pass", "block"]).default("pass").register(fields, {
    label: "After a failure", control: "select", showIf: { field: "inOrder", is: "true" }, bindable: false, options: { pass: "Go on with the next", block: "Wait until it is replayed or let pass" },
  }),
};
