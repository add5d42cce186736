import { z } from "zod";
import { fields } from "./fields.ts";

/** How a flow's runs are begun: how many at once, how many in a time, each event or several together; on triggers whose events can wait (SEMANTICS event-1, event-2). */
export const limitFields = {
  most: z.number().int().min(1).max(1_000).optional().register(fields, { label: "Runs at once", control: "number", help: "Empty: as many as come. Others wait, and none is lost.", bindable: false }),
  each: z.string().max(500).optional().register(fields, { label: "For each", control: "text", placeholder: "body.customer.id", help: "A path in what arrives: limits, pace and gathering hold for each value there. Empty: for the flow.", bindable: false }),
  inOrder: z.boolean().default(false).register(fields, { label: "In order", control: "switch", help: "One after the other, in the order they came.", bindable: false }),
  afterFailure: z.enum(["pass", "block"]).default("pass").register(fields, {
    label: "After a failure", control: "select", showIf: { field: "inOrder", is: "true" }, bindable: false, options: { pass: "Go on with the next", block: "Wait until it is replayed or let pass" },
  }),
  pace: z.enum(["free", "limited"]).default("free").register(fields, { label: "Pace", control: "select", bindable: false, options: { free: "As fast as they come", limited: "At most so many in a time" } }),
  rate: z.number().int().min(1).max(100_000).optional().register(fields, { label: "Runs", control: "number", showIf: { field: "pace", is: "limited" }, help: "So many may begin in the time below; others wait.", bindable: false }),
  per: z.enum(["second", "minute", "hour", "day"]).default("minute").register(fields, {
    label: "In each", control: "select", showIf: { field: "pace", is: "limited" }, bindable: false, options: { second: "Second", minute: "Minute", hour: "Hour", day: "Day" },
  }),
  gather: z.enum(["each", "last", "list"]).default("each").register(fields, {
    label: "When several come", control: "select", bindable: false, options: { each: "A run for each", last: "A run for the last of a burst", list: "A run for several, as a list" },
  }),
  quietSeconds: z.number().int().min(1).max(86_400).default(10).register(fields, { label: "A burst ends after", control: "number", unit: "s", showIf: { field: "gather", is: "last" }, help: "So long without another one.", bindable: false }),
  latestSeconds: z.number().int().min(1).max(604_800).optional().register(fields, { label: "At the latest after", control: "number", unit: "s", showIf: { field: "gather", is: "last" }, help: "From the first one, even if more keep coming. Empty: it waits for quiet.", bindable: false }),
  listOf: z.number().int().min(2).max(1_000).default(100).register(fields, { label: "At most", control: "number", unit: "items", showIf: { field: "gather", is: "list" }, help: "A full list starts at once.", bindable: false }),
  listSeconds: z.number().int().min(1).max(86_400).default(60).register(fields, { label: "Or after", control: "number", unit: "s", showIf: { field: "gather", is: "list" }, help: "From the first one of the list.", bindable: false }),
};
