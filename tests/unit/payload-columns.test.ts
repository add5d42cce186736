import { getTableColumns, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import * as connections from "#db/schema/connections.ts";
import * as flows from "#db/schema/flows.ts";
import * as runs from "#db/schema/runs.ts";
import * as samples from "#db/schema/samples.ts";
import * as schedules from "#db/schema/schedules.ts";
import { payloadColumns } from "#lib/server/payloads/payload-columns.ts";

/** What columns are called that hold a payload's hash, wherever they are. */
const names = new Set(["payload", "snapshot", "options", "response", "input", "output", "logs", "planned", "details", "ask", "result", "exchange"]);

test("what deletes payloads that nothing names knows every column that names one", () => {
  const tables = [connections, flows, runs, samples, schedules].flatMap((module) => Object.values(module)).filter((value) => is(value, PgTable));
  const found = tables.flatMap((table) => Object.values(getTableColumns(table)).filter((column) => column.dataType === "string" && names.has(column.name)).map((column) => `${getTableConfig(table).name}.${column.name}`));
  expect(found.toSorted()).toEqual(Object.entries(payloadColumns).flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`)).toSorted());
});
