import { z } from "zod";
import { operation } from "../define.ts";
import { fields } from "../fields.ts";
import { fieldValues, namesSetting, schemaSetting } from "./place.ts";

export const rows = operation({
  title: "Read rows",
  description: "Reads a table, or the rows of a query, as records; on request only what is new since the last run.",
  icon: "table-2",
  kind: "source",
  effect: "read",
  connection: "required",
  connectionKinds: ["postgres/password"],
  summary: "Read {table}",
  input: z.object({
    from: z.enum(["table", "query"]).default("table").register(fields, { label: "Read", control: "select", bindable: false, options: { table: "A table", query: "A query" } }),
    schema: schemaSetting,
    table: z.string().max(63).default("").register(fields, { label: "Table", control: "text", placeholder: "orders", bindable: false, showIf: { field: "from", is: "table" } }),
    columns: namesSetting.register(fields, {
      label: "Columns", control: "text", placeholder: "id, total", bindable: false, showIf: { field: "from", is: "table" },
      help: "Apart by commas. Empty: all. Key columns and the cursor always come along.",
    }),
    where: fieldValues.optional().register(fields, { label: "Only where", control: "fields", help: "Columns that equal a value.", showIf: { field: "from", is: "table" } }),
    sql: z.string().max(100_000).default("").register(fields, {
      label: "SQL", control: "textarea", bindable: false, showIf: { field: "from", is: "query" }, placeholder: "select id, total, updated_at from orders",
      help: "One select, without order by and limit. Write :name where a value belongs.",
    }),
    values: fieldValues.optional().register(fields, { label: "Values", control: "fields", help: "By name, without the colon.", showIf: { field: "from", is: "query" } }),
    keys: namesSetting.register(fields, { label: "Key columns", control: "text", placeholder: "id", bindable: false, help: "They tell rows apart. Empty: the primary key; a query must name them." }),
    cursor: z.string().max(63).default("").register(fields, {
      label: "Changed-at column", control: "text", placeholder: "updated_at", bindable: false,
      help: "Rows are read in its order, and the next run goes on after the last value. Empty: every run reads all rows.",
    }),
  }),
  output: z.json(),
  sample: null,
  defaults: { from: "table" },
  help: {
    rule: "Rows come in the order of the changed-at column and the key, page by page; each page asks for what is after the last row, so rows added meanwhile are neither skipped nor read twice. The place is kept with all its digits, and stored only after everything made of a page is committed. Rows without a value in the changed-at column are not read.",
    example: "Table orders, changed-at column updated_at: the first run reads 1,000,000 rows, the next one the 12 that changed since.",
    failures: [
      { when: "Two rows have the same key", outcome: "The region fails with validation, because one of them could be missed at the end of a page." },
      { when: "A row is committed late with a value that was passed already", outcome: "It is not read. Choose a column that only grows, such as a sequence that is set at commit, or read everything from time to time." },
      { when: "The connection is lost", outcome: "The page is read again; nothing made of it was stored." },
    ],
    rules: ["region-3", "region-4", "region-8", "test-1"],
  },
});
