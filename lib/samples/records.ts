import type { Pool, PoolClient } from "pg";
import type { JsonObject } from "#lib/json.ts";
import type { Collection } from "./collection.ts";
import { SampleError } from "./sample-error.ts";

/** One record as the API gives it: `id`, its fields, `createdAt`, `updatedAt`. */
export type Item = JsonObject & { id: string; createdAt: string; updatedAt: string };

export interface ListOptions {
  /** Fields that must equal a text, whatever its case; undefined asks nothing. */
  where?: Readonly<Record<string, string | undefined>>;
  updatedSince?: string | undefined;
  /** From an earlier page's `next`. */
  cursor?: string | undefined;
  limit?: number | undefined;
  /** Pages by number instead of cursor, from 1. */
  page?: number | undefined;
}

export interface Listed {
  data: Item[];
  next: string | null;
  page?: number;
  pages?: number;
  total?: number;
}

interface Row {
  id: string;
  data: JsonObject;
  created_at: Date;
  updated_at: Date;
}

const columns = "id, data, created_at, updated_at";

export function itemOf({ id, data, created_at, updated_at }: Row): Item {
  return { id, ...data, createdAt: created_at.toISOString(), updatedAt: updated_at.toISOString() };
}

function readCursor(text: string): readonly [string, string] {
  try {
    const [at, id] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as unknown[];
    if (typeof at === "string" && !Number.isNaN(Date.parse(at)) && typeof id === "string") return [at, id];
  } catch {
    // Answered below like every other wrong one.
  }
  throw new SampleError(422, "invalid", "The cursor is not one that this API gave.", { fields: [{ field: "cursor", message: "Take it from the “next” of an earlier answer." }] });
}

/** The records of one system of one workspace; inside a write's transaction, which others of that system wait for. */
export class Records {
  readonly #client: Pool | PoolClient;
  readonly #place: readonly [string, string];
  readonly #collections: readonly Collection[];

  constructor(client: Pool | PoolClient, workspaceId: string, system: { id: string; collections: readonly Collection[] }) {
    this.#client = client;
    this.#place = [workspaceId, system.id];
    this.#collections = system.collections;
  }

  async find(collection: string, id: string): Promise<Item | null> {
    const { rows } = await this.#client.query<Row>(`select ${columns} from sample_records where workspace_id = $1 and system = $2 and collection = $3 and id = $4`, [...this.#place, collection, id]);
    return rows[0] ? itemOf(rows[0]) : null;
  }

  async findUnique(collection: string, key: string): Promise<Item | null> {
    const { rows } = await this.#client.query<Row>(`select ${columns} from sample_records where workspace_id = $1 and system = $2 and collection = $3 and unique_key = $4`, [...this.#place, collection, key.toLowerCase()]);
    return rows[0] ? itemOf(rows[0]) : null;
  }

  /** @throws SampleError 404 that names what was looked for. */
  async demand(collection: string, id: string): Promise<Item> {
    const found = await this.find(collection, id);
    if (found) return found;
    throw new SampleError(404, "not_found", `There is nothing with the id ${id.slice(0, 100)} in ${collection}.`);
  }

  /** In the order of change, so that the place after the last one is where the next reading goes on. */
  async list(collection: string, { where = {}, updatedSince, cursor, limit = 50, page }: ListOptions = {}): Promise<Listed> {
    const values: (string | number)[] = [...this.#place, collection];
    const tests = ["workspace_id = $1", "system = $2", "collection = $3"];
    for (const [field, value] of Object.entries(where)) {
      if (value === undefined) continue;
      tests.push(field === "id" ? `id = $${values.push(value)}` : `lower(data->>$${values.push(field)}) = lower($${values.push(value)})`);
    }
    if (updatedSince !== undefined) tests.push(`updated_at >= $${values.push(updatedSince)}::timestamptz`);
    if (page !== undefined) return await this.#numbered(tests, values, page, limit);
    if (cursor !== undefined) {
      const [at, id] = readCursor(cursor);
      tests.push(`(updated_at, id) > ($${values.push(at)}::timestamptz, $${values.push(id)})`);
    }
    const { rows } = await this.#client.query<Row>(`select ${columns} from sample_records where ${tests.join(" and ")} order by updated_at, id limit ${limit + 1}`, values);
    const data = rows.slice(0, limit).map(itemOf);
    const last = data.at(-1);
    return { data, next: rows.length > limit && last ? cursorAfter(last) : null };
  }

  async #numbered(tests: readonly string[], values: readonly (string | number)[], page: number, limit: number): Promise<Listed> {
    const from = `from sample_records where ${tests.join(" and ")}`;
    const { rows } = await this.#client.query<Row>(`select ${columns} ${from} order by updated_at, id limit ${limit} offset ${(page - 1) * limit}`, [...values]);
    const counted = await this.#client.query<{ total: number }>(`select count(*)::int as total ${from}`, [...values]);
    const total = counted.rows[0]?.total ?? 0;
    return { data: rows.map(itemOf), next: null, page, pages: Math.ceil(total / limit), total };
  }

  /** @throws SampleError 409 when another has the id or the unique key. */
  async insert(collection: string, data: JsonObject, options: { id?: string; uniqueKey?: string } = {}): Promise<Item> {
    const id = options.id ?? (await this.#nextId(collection));
    const { rows } = await this.#client.query<Row>(
      `insert into sample_records (workspace_id, system, collection, id, unique_key, data, created_at, updated_at)
       select $1, $2, $3, $4, $5, $6, at, at from (select ${changedAt} as at) clock on conflict do nothing returning ${columns}`,
      [...this.#place, collection, id, options.uniqueKey?.toLowerCase() ?? null, JSON.stringify(data)],
    );
    if (rows[0]) return itemOf(rows[0]);
    throw new SampleError(409, "conflict", `There is one already with ${options.uniqueKey ?? id} in ${collection}.`);
  }

  /** Inserts or replaces by id; what is the same already is not changed, so that readers of changes do not see it again. */
  async upsert(collection: string, rows: readonly { id: string; data: JsonObject }[]): Promise<void> {
    const last = [...new Map(rows.map((row) => [row.id, row])).values()];
    await this.#client.query(
      `insert into sample_records as held (workspace_id, system, collection, id, data, created_at, updated_at)
       select $1, $2, $3, id, data, at, at from json_to_recordset($4) as row(id text, data json), (select ${changedAt} as at) clock
       on conflict (workspace_id, system, collection, id) do update set data = excluded.data, updated_at = excluded.updated_at
       where held.data::jsonb is distinct from excluded.data::jsonb`,
      [...this.#place, collection, JSON.stringify(last)],
    );
  }

  /** Fields that are not given keep what they hold. */
  async update(collection: string, id: string, change: JsonObject): Promise<Item> {
    const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...held } = await this.demand(collection, id);
    const { rows } = await this.#client.query<Row>(
      `update sample_records set data = $5, updated_at = ${changedAt} where workspace_id = $1 and system = $2 and collection = $3 and id = $4 returning ${columns}`,
      [...this.#place, collection, id, JSON.stringify({ ...held, ...change })],
    );
    const [row] = rows;
    if (!row) throw new Error("a record went away while it was changed");
    return itemOf(row);
  }

  async #nextId(collection: string): Promise<string> {
    const { prefix, firstNumber } = this.#collections.find(({ id }) => id === collection) ?? { prefix: "rec_", firstNumber: 1 };
    const { rows } = await this.#client.query<{ count: number }>("select count(*)::int as count from sample_records where workspace_id = $1 and system = $2 and collection = $3", [...this.#place, collection]);
    return `${prefix}${firstNumber + (rows[0]?.count ?? 0)}`;
  }
}

/** Later than all before in the collection, so that reading by it misses nothing; writers of a system wait for each other. */
const changedAt = `greatest(date_trunc('milliseconds', clock_timestamp()),
  (select max(updated_at) + interval '1 millisecond' from sample_records where workspace_id = $1 and system = $2 and collection = $3))`;

/** Names the place after a record in the order of change. */
function cursorAfter({ updatedAt, id }: Item): string {
  return Buffer.from(JSON.stringify([updatedAt, id]), "utf8").toString("base64url");
}
