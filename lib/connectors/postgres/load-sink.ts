import { z } from "zod";
import { operation } from "../define.ts";
import { fields } from "../fields.ts";
import { fieldValues, namesSetting, schemaSetting, tableSetting } from "./place.ts";

export const load = operation({
  title: "Load rows",
  description: "Writes records into a table in large portions, each of them once.",
  icon: "arrow-up-from-line",
  kind: "sink",
  effect: "write",
  idempotency: "natural",
  connection: "required",
  connectionKinds: ["postgres/password"],
  summary: "Load into {table}",
  perRecord: ["columns"],
  input: z.object({
    schema: schemaSetting,
    table: tableSetting,
    mode: z.enum(["append", "upsert"]).default("append").register(fields, {
      label: "Mode", control: "select", bindable: false, options: { append: "Append rows", upsert: "Update rows with the same key, insert the others" },
    }),
    keys: namesSetting.register(fields, {
      label: "Key columns", control: "text", placeholder: "id", bindable: false, showIf: { field: "mode", is: "upsert" }, help: "Apart by commas. Empty: the primary key.",
    }),
    columns: fieldValues.optional().register(fields, { label: "Columns", control: "fields", help: "Empty: fields of the record go to the columns of the same name." }),
    unknown: z.enum(["reject", "ignore"]).default("reject").register(fields, {
      label: "Fields without a column", control: "select", bindable: false, options: { reject: "Reject the record", ignore: "Leave them out" },
    }),
  }),
  output: z.object({
    read: z.number(), written: z.number(), rejected: z.number(),
    table: z.string(), mode: z.enum(["append", "upsert"]),
    /** What a repeat after a crash can do. */
    delivery: z.enum(["exactly once", "by key", "at least once"]),
    repeated: z.number(),
  }),
  sample: { read: 2, written: 2, rejected: 0, table: "public.orders", mode: "append", delivery: "exactly once", repeated: 0 },
  defaults: { mode: "append" },
  help: {
    rule: "Each portion is one transaction: rows are copied into a temporary table and inserted from there, with a line in the table millrace_chunks of the same schema. A portion that comes again after a crash finds its line and does nothing. Of rows with the same key in one portion the last one counts.",
    example: "50,000 orders, 3 of them with text where a number belongs: 49,997 are written, 3 are rejected with the database's reason.",
    failures: [
      { when: "A row does not fit (type, constraint, unknown field)", outcome: "It is rejected with the reason; the others of its portion are written." },
      { when: "millrace_chunks may not be created", outcome: "The summary says at least once for appended rows; upserted rows stay exact by their key." },
      { when: "The connection is lost", outcome: "The portion is sent again; what was committed is not written twice." },
    ],
    rules: ["region-3", "region-4", "region-5", "test-1"],
  },
});
