import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { listRoute } from "../list-route.ts";
import type { Item, Records } from "../records.ts";
import { SampleError } from "../sample-error.ts";
import { sampleRoute, type SampleSystem } from "../sample-system.ts";
import { warehouseData } from "../seed/warehouse-data.ts";

const id = z.string().trim().min(1).max(100);
const line = z.string().max(500).nullable();

/** The tables with their columns; a row is refused when it has others, or values of another type. */
const tables = {
  orders: z.strictObject({ id, customer_email: line.default(null), status: line.default(null), total: z.number().nullable().default(null), currency: line.default(null), ordered_at: z.iso.datetime({ offset: true }).nullable().default(null) }),
  customers: z.strictObject({ id, email: line.default(null), name: line.default(null), country: line.default(null) }),
} as const;

const Row = z.looseObject({ id: z.string(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() });
const Chunk = z.strictObject({ origin: z.string().min(1).max(200), node: z.string().min(1).max(200), chunk: z.number().int().min(0) });
const Loaded = z.object({ written: z.number(), rejected: z.array(z.object({ index: z.number(), message: z.string() })), repeated: z.boolean() });

function tableNamed(name: string | undefined): keyof typeof tables {
  if (name === "orders" || name === "customers") return name;
  throw new SampleError(404, "not_found", `There is no table ${String(name).slice(0, 100)}; there are ${Object.keys(tables).join(" and ")}.`);
}

function said(error: z.ZodError): { field: string; message: string }[] {
  return error.issues.map((issue) => (issue.code === "unrecognized_keys" ? { field: issue.keys.join(", "), message: "There is no such column." } : { field: issue.path.join("."), message: issue.message }));
}

function rowFor(table: keyof typeof tables, given: unknown): JsonObject & { id: string } {
  const parsed = tables[table].safeParse(given);
  if (parsed.success) return parsed.data;
  const fields = said(parsed.error);
  throw new SampleError(422, "invalid", fields.map(({ field, message }) => `${field || "row"}: ${message}`).join("; ").slice(0, 500), { fields });
}

async function insertRow(records: Records, table: keyof typeof tables, given: unknown): Promise<Item> {
  const { id: rowId, ...data } = rowFor(table, given);
  return await records.insert(table, data, { id: rowId });
}

interface Load extends z.output<typeof Chunk> {
  rows: unknown[];
}

/** Rows of one chunk, once: a chunk that came before is answered as it was then. */
async function load(records: Records, table: keyof typeof tables, { origin, node, chunk, rows }: Load, isRepeat: () => void): Promise<Json> {
  const marker = createHash("sha256").update(JSON.stringify([table, origin, node, chunk])).digest("hex");
  const before = await records.findUnique("loads", marker);
  if (before) {
    isRepeat();
    return { written: Number(before["written"]), rejected: before["rejected"] ?? [], repeated: true };
  }
  const rejected: { index: number; message: string }[] = [];
  const good: { id: string; data: JsonObject }[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      const { id: rowId, ...data } = rowFor(table, row);
      good.push({ id: rowId, data });
    } catch (error) {
      if (!(error instanceof SampleError)) throw error;
      rejected.push({ index, message: error.message });
    }
  }
  await records.upsert(table, good);
  const result = { written: good.length, rejected };
  await records.insert("loads", { table, origin, node, chunk, ...result }, { uniqueKey: marker });
  return { ...result, repeated: false };
}

export const warehouse: SampleSystem = {
  id: "warehouse",
  title: "Sample warehouse",
  description: "Two tables of a data warehouse, orders and customers, that are loaded row by row or in chunks that count once.",
  collections: [
    { id: "orders", title: "orders", prefix: "row_", firstNumber: 1, columns: [{ field: "id", title: "id" }, { field: "customer_email", title: "customer_email" }, { field: "status", title: "status" }, { field: "total", title: "total" }] },
    { id: "customers", title: "customers", prefix: "row_", firstNumber: 1, columns: [{ field: "id", title: "id" }, { field: "email", title: "email" }, { field: "name", title: "name" }, { field: "country", title: "country" }] },
    { id: "loads", title: "Loaded chunks", prefix: "load_", firstNumber: 1, columns: [{ field: "table", title: "Table" }, { field: "chunk", title: "Chunk" }, { field: "written", title: "Written" }] },
  ],
  routes: [
    listRoute("/tables/{table}/rows", "Rows of a table, in the order of change", Row, ["id", "status", "customer_email", "email", "country"], ({ table }) => tableNamed(table)),
    sampleRoute({
      method: "POST", path: "/tables/{table}/rows", summary: "Insert a row; an id can be used once", answer: Row, status: 201,
      body: z.looseObject({ id }),
      work: ({ records, params, body }) => insertRow(records, tableNamed(params["table"]), body),
    }),
    sampleRoute({
      method: "POST", path: "/tables/{table}/load", summary: "Insert or replace the rows of one chunk; the same chunk again changes nothing", answer: Loaded, status: 200,
      body: Chunk.extend({ rows: z.array(z.unknown()).max(5_000) }),
      work: ({ records, params, body, isRepeat }) => load(records, tableNamed(params["table"]), body, isRepeat),
    }),
  ],
  seed: warehouseData,
};
