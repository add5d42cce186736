import { z } from "zod";
import { connector, operation } from "#lib/connectors/define.ts";
import { fields } from "#lib/connectors/fields.ts";
import { changesSetting, optionalText, readHelp, sampleFailures, sampleRules, sampleSourceRules, stored } from "../sample-fields.ts";

const table = z.enum(["orders", "customers"]).default("orders").register(fields, { label: "Table", control: "select", bindable: false, options: { orders: "orders", customers: "customers" } });
const values = z.record(z.string(), z.json());

/** Which columns there are depends on the table. */
export const Row = z.looseObject(stored);

const rowSample = { id: "ord_1001", customer_email: "ada@example.com", status: "shipped", total: 25.8, currency: "EUR", ordered_at: "2025-03-01T02:23:00.000Z", createdAt: "2025-03-01T02:23:00.000Z", updatedAt: "2025-03-02T09:23:00.000Z" };
const columnsHelp = "orders: id, customer_email, status, total, currency, ordered_at. customers: id, email, name, country.";

export const queryRows = operation({
  title: "Sample warehouse: query rows",
  description: "Reads rows of a table of the sample warehouse whose columns equal what is given.",
  icon: "warehouse", kind: "action", effect: "read",
  summary: "Query {table} in the sample warehouse",
  perRecord: ["id", "email", "status"],
  input: z.object({ table, id: optionalText("Id"), email: optionalText("E-mail", { help: "Of the customer." }), status: optionalText("Status", { help: "Of an order." }) }),
  output: z.object({ rows: z.array(Row) }),
  sample: { rows: [rowSample] },
  help: { rule: "Gives the first 200 rows that match as one list; nothing given matches all.", example: "orders with e-mail ada@example.com give her orders that were loaded.", failures: sampleFailures, rules: sampleRules },
});

export const insertRow = operation({
  title: "Sample warehouse: insert row",
  description: "Inserts a row into a table of the sample warehouse. An id can be there once.",
  icon: "warehouse", kind: "action", effect: "write", idempotency: "keyed",
  summary: "Insert into {table} of the sample warehouse",
  perRecord: ["values"],
  input: z.object({ table, values: values.register(fields, { label: "Values", control: "fields", help: columnsHelp }) }),
  output: Row, sample: rowSample,
  help: { rule: "A row whose id is there already is a conflict. Columns that are not given are null; a column that is not there is refused.", example: "id ord_9 and total 12.5 into orders give the row with status null.", failures: sampleFailures, rules: sampleRules },
});

export const load = operation({
  title: "Sample warehouse: load rows",
  description: "Writes records into a table of the sample warehouse in portions, each of them once.",
  icon: "warehouse", kind: "sink", effect: "write", idempotency: "natural",
  summary: "Load into {table} of the sample warehouse",
  perRecord: ["columns"],
  input: z.object({
    table,
    columns: values.optional().register(fields, { label: "Columns", control: "fields", help: `Empty: the record as it is. ${columnsHelp}` }),
  }),
  output: z.object({ read: z.number(), written: z.number(), rejected: z.number(), table: z.string(), delivery: z.enum(["exactly once"]), repeated: z.number() }),
  sample: { read: 2, written: 2, rejected: 0, table: "orders", delivery: "exactly once", repeated: 0 },
  help: {
    rule: "Rows with an id that is there replace it, others are inserted. Each portion carries its number, and one that comes again after a crash changes nothing.",
    example: "1,000 orders of the sample shop, with customer_email set to customerEmail: the warehouse has 1,000 rows, also after a second run.",
    failures: [{ when: "A row has a column that the table does not have, or a value of another type", outcome: "It is rejected with the reason; the others of its portion are written." }, ...sampleFailures],
    rules: ["region-3", "region-4", "region-5", "test-1"],
  },
});

export const rows = operation({
  title: "Sample warehouse: rows",
  description: "Reads a table of the sample warehouse as records; by default the rows that are new or changed since the last run.",
  icon: "warehouse", kind: "source", effect: "read",
  summary: "Read {table} of the sample warehouse",
  input: z.object({ table, changes: changesSetting }),
  output: Row, sample: rowSample,
  help: { rule: readHelp, example: "The first run reads 60 orders, the next one those that were loaded since.", failures: sampleFailures, rules: sampleSourceRules },
});

export const sampleWarehouse = connector({ id: "sample-warehouse", title: "Sample warehouse", isSample: true, operations: { "query-rows": queryRows, "insert-row": insertRow, load, rows } });
