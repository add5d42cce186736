import { z } from "zod";
import { operation } from "../define.ts";
import { fields } from "../fields.ts";
import { fieldValues, namesSetting, schemaSetting, tableSetting } from "./place.ts";

const connectionKinds = ["postgres/password"];
const row = z.record(z.string(), z.json());

const refusals = [
  { when: "The database refuses the statement", outcome: "It fails at once with validation, or with conflict when a constraint does not hold; the message is the database's own." },
  { when: "The database is down, or two transactions get in each other's way", outcome: "It is tried again as its settings say, then fails with transient." },
  { when: "The database is on a private network", outcome: "Nothing is sent, and it fails with egress_blocked." },
];

export const query = operation({
  title: "PostgreSQL query",
  description: "Runs one SQL statement. Values are bound to names such as :email, never written into the text.",
  icon: "database",
  kind: "action",
  effect: "write",
  readsWhen: [{ field: "mode", is: ["read"], orUnset: true }],
  connection: "required",
  connectionKinds,
  summary: "Run {sql}",
  perRecord: ["values"],
  input: z.object({
    sql: z.string().min(1).max(100_000).register(fields, {
      label: "SQL", control: "textarea", bindable: false, placeholder: "select id, total from orders where email = :email",
      help: "One statement. Write :name where a value belongs, and give it its value below.",
    }),
    values: fieldValues.optional().register(fields, { label: "Values", control: "fields", help: "By name, without the colon." }),
    mode: z.enum(["read", "write"]).default("read").register(fields, {
      label: "Mode", control: "select", bindable: false, options: { read: "Only reads: nothing can be changed", write: "May write" },
    }),
  }),
  output: z.object({ rows: z.array(row), rowCount: z.number() }),
  sample: { rows: [{ id: 7, total: 19.5 }], rowCount: 1 },
  defaults: { mode: "read" },
  help: {
    rule: "One statement in one transaction. In read mode the transaction can change nothing and is undone, so a test-run runs it too. Numbers that a double cannot hold come as text, times as ISO text in UTC, bytes as base64. A list bound to a JSON value is JSON, else a PostgreSQL array.",
    example: "select id, total from orders where email = :email with email = ada@example.com gives {\"rows\": [{\"id\": 7, \"total\": 19.5}], \"rowCount\": 1}.",
    failures: [
      { when: "It gives more than 1,000 rows or 16 MB", outcome: "It fails with validation and changes nothing. Use limit, or read the rows with the source." },
      { when: "A name in the SQL has no value", outcome: "It fails with validation and names it." },
      { when: "The connection is cut while it writes", outcome: "It cannot be known whether it was done, so the run stops and asks, unless the step says to repeat." },
      ...refusals,
    ],
    rules: ["graph-4", "step-3", "step-5", "test-1"],
  },
});

export const upsert = operation({
  title: "Upsert a row",
  description: "Inserts a row, or updates the one that has the same key.",
  icon: "table-properties",
  kind: "action",
  effect: "write",
  idempotency: "natural",
  connection: "required",
  connectionKinds,
  summary: "Upsert into {table}",
  perRecord: ["values"],
  input: z.object({
    schema: schemaSetting,
    table: tableSetting,
    values: fieldValues.register(fields, { label: "Values", control: "fields", help: "By column." }),
    keys: namesSetting.register(fields, { label: "Key columns", control: "text", placeholder: "id", bindable: false, help: "Apart by commas. Empty: the primary key. A unique constraint must be on them." }),
  }),
  output: z.object({ row, inserted: z.boolean() }),
  sample: { row: { id: 7, email: "ada@example.com" }, inserted: true },
  help: {
    rule: "One insert … on conflict … do update. Columns that are not given keep what they hold. A repeat with the same values leaves the same row, so it is harmless.",
    example: "Table customers, values id = 7 and email = ada@example.com: the first time inserted is true, the second time false.",
    failures: [
      { when: "A column is not there", outcome: "It fails with validation and names the columns that are." },
      { when: "No unique constraint is on the key columns", outcome: "It fails with validation and names those that are there." },
      ...refusals,
    ],
    rules: ["graph-4", "step-5", "test-1"],
  },
});

export const insertMany = operation({
  title: "Insert rows",
  description: "Inserts a list of rows, all of them or none.",
  icon: "rows-3",
  kind: "action",
  effect: "write",
  connection: "required",
  connectionKinds,
  summary: "Insert {rows} into {table}",
  perRecord: ["rows"],
  input: z.object({
    schema: schemaSetting,
    table: tableSetting,
    rows: z.array(row).max(10_000).register(fields, { label: "Rows", control: "json", help: "A list of objects, by column." }),
  }),
  output: z.object({ count: z.number() }),
  sample: { count: 2 },
  help: {
    rule: "All rows in one transaction. A column that a row does not name gets its default.",
    example: "Rows [{\"sku\": \"A\", \"qty\": 1}, {\"sku\": \"B\"}] into lines gives {\"count\": 2}; B has the default quantity.",
    failures: [
      { when: "One row is refused", outcome: "None is inserted, and it fails with validation or conflict. To load the good ones, use “Load rows” in a region of records." },
      { when: "There are more than 10,000 rows", outcome: "It fails with validation. Load them in a region of records." },
      { when: "The connection is cut while it writes", outcome: "It cannot be known whether it was done, so the run stops and asks, unless the step says to repeat." },
      ...refusals,
    ],
    rules: ["graph-4", "step-5", "test-1"],
  },
});
