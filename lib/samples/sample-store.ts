import type { Pool, PoolClient } from "pg";
import type { Json } from "#lib/json.ts";
import type { Behaviour } from "./behaviours.ts";
import { type Item, itemOf, Records } from "./records.ts";
import type { SampleSystem } from "./sample-system.ts";

export interface LoggedRequest {
  method: string;
  path: string;
  status: number;
  idempotencyKey: string | null;
  /** The beginning of the request's body. */
  body: string | null;
  /** It was answered from an earlier one, and did nothing new. */
  isRepeat: boolean;
}

export interface KeptReply {
  /** Of the request it answered. */
  requestHash: string;
  status: number;
  body: Json;
}

export const keptRequests = 2_000;
const trimEvery = 100;
const keptReplyHours = 24;

/** One workspace's data of one system. Everything is in the database, so processes and restarts see the same. */
export class SampleStore {
  static readonly #inserted = new Map<string, number>();
  readonly #pool: Pool;
  readonly #workspaceId: string;
  readonly #system: SampleSystem;

  constructor(pool: Pool, workspaceId: string, system: SampleSystem) {
    this.#pool = pool;
    this.#workspaceId = workspaceId;
    this.#system = system;
  }

  get #place(): [string, string] {
    return [this.#workspaceId, this.#system.id];
  }

  /** How the system acts; its data is made when it is first asked. Null when the workspace is gone. */
  async behaviour(): Promise<Behaviour | null> {
    const found = await this.#pool.query<{ behaviour: Behaviour }>("select behaviour from sample_systems where workspace_id = $1 and system = $2", this.#place);
    if (found.rows[0]) return found.rows[0].behaviour;
    return await this.#locked(async (client) => {
      const made = await client.query("insert into sample_systems (workspace_id, system) select id, $2 from workspaces where id = $1 on conflict do nothing", this.#place);
      if (made.rowCount === 1) await this.#seed(client);
      const { rows } = await client.query<{ behaviour: Behaviour }>("select behaviour from sample_systems where workspace_id = $1 and system = $2", this.#place);
      return rows[0]?.behaviour ?? null;
    });
  }

  async setBehaviour(behaviour: Behaviour): Promise<void> {
    await this.behaviour();
    await this.#pool.query("update sample_systems set behaviour = $3, turn = 0 where workspace_id = $1 and system = $2", [...this.#place, behaviour]);
  }

  /** Counts requests since the behaviour was set, from 1: a “limited” system refuses every other one, the first among them. */
  async takeTurn(): Promise<number> {
    const { rows } = await this.#pool.query<{ turn: number }>("update sample_systems set turn = turn + 1 where workspace_id = $1 and system = $2 returning turn", this.#place);
    return rows[0]?.turn ?? 0;
  }

  /** Data, log, kept replies and behaviour as on the first day; other systems and workspaces keep theirs. */
  async reset(): Promise<void> {
    await this.behaviour();
    await this.#locked(async (client) => {
      for (const table of ["sample_records", "sample_replies", "sample_requests"]) await client.query(`delete from ${table} where workspace_id = $1 and system = $2`, this.#place);
      await client.query("update sample_systems set behaviour = 'normal', turn = 0, seeded_at = now() where workspace_id = $1 and system = $2", this.#place);
      await this.#seed(client);
    });
  }

  async #seed(client: PoolClient): Promise<void> {
    await client.query(
      `insert into sample_records (workspace_id, system, collection, id, unique_key, data, created_at, updated_at)
       select $1, $2, collection, id, "uniqueKey", data, "createdAt", "updatedAt"
       from json_to_recordset($3) as row(collection text, id text, "uniqueKey" text, data json, "createdAt" timestamptz, "updatedAt" timestamptz)`,
      [...this.#place, JSON.stringify(this.#system.seed())],
    );
  }

  read(): Records {
    return new Records(this.#pool, this.#workspaceId, this.#system);
  }

  /** One writer at a time for each system, so that changes become visible in the order of their instants. */
  async write<Result>(work: (records: Records, replies: Replies) => Promise<Result>): Promise<Result> {
    return await this.#locked((client) => work(new Records(client, this.#workspaceId, this.#system), new Replies(client, this.#place)));
  }

  async #locked<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("begin");
      await client.query("select pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 7))", this.#place);
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch((failure: unknown) => (broken = failure instanceof Error ? failure : new Error("rollback failed")));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async log(request: LoggedRequest): Promise<void> {
    await this.#pool.query(
      "insert into sample_requests (workspace_id, system, method, path, status, idempotency_key, body, is_repeat) values ($1, $2, $3, $4, $5, $6, $7, $8)",
      [...this.#place, request.method, request.path, request.status, request.idempotencyKey, request.body, request.isRepeat],
    );
    const name = this.#place.join("/");
    const count = (SampleStore.#inserted.get(name) ?? trimEvery - 1) + 1;
    SampleStore.#inserted.set(name, count % trimEvery);
    if (count % trimEvery === 0) await this.#trim();
  }

  async #trim(): Promise<void> {
    await this.#pool.query(
      `delete from sample_requests where workspace_id = $1 and system = $2 and seq <= (
         select seq from sample_requests where workspace_id = $1 and system = $2 order by seq desc offset ${keptRequests} limit 1)`,
      this.#place,
    );
    await this.#pool.query(`delete from sample_replies where workspace_id = $1 and system = $2 and at < now() - interval '${keptReplyHours} hours'`, this.#place);
  }

  /** Newest first. */
  async requests(options: { before?: number | undefined; limit: number }): Promise<(LoggedRequest & { seq: number; at: string })[]> {
    const { rows } = await this.#pool.query<{ seq: string; method: string; path: string; status: number; idempotency_key: string | null; body: string | null; is_repeat: boolean; at: Date }>(
      `select seq, method, path, status, idempotency_key, body, is_repeat, at from sample_requests
       where workspace_id = $1 and system = $2 and ($3::bigint is null or seq < $3) order by seq desc limit $4`,
      [...this.#place, options.before ?? null, options.limit],
    );
    return rows.map((row) => ({ seq: Number(row.seq), method: row.method, path: row.path, status: row.status, idempotencyKey: row.idempotency_key, body: row.body, isRepeat: row.is_repeat, at: row.at.toISOString() }));
  }

  async counts(): Promise<{ requests: number; records: Record<string, number> }> {
    const records = await this.#pool.query<{ collection: string; count: number }>("select collection, count(*)::int as count from sample_records where workspace_id = $1 and system = $2 group by collection", this.#place);
    const requests = await this.#pool.query<{ count: number }>("select count(*)::int as count from sample_requests where workspace_id = $1 and system = $2", this.#place);
    return { requests: requests.rows[0]?.count ?? 0, records: Object.fromEntries(records.rows.map((row) => [row.collection, row.count])) };
  }

  /** Newest first, as a person looks at them; `next` is the place after the last one. */
  async newest(collection: string, options: { before?: readonly [string, string] | undefined; limit: number }): Promise<Item[]> {
    const { rows } = await this.#pool.query<Parameters<typeof itemOf>[0]>(
      `select id, data, created_at, updated_at from sample_records where workspace_id = $1 and system = $2 and collection = $3
       and ($4::timestamptz is null or (updated_at, id) < ($4::timestamptz, $5)) order by updated_at desc, id desc limit $6`,
      [...this.#place, collection, options.before?.[0] ?? null, options.before?.[1] ?? null, options.limit],
    );
    return rows.map(itemOf);
  }
}

/** What was answered under which Idempotency-Key. */
export class Replies {
  readonly #client: PoolClient;
  readonly #place: [string, string];

  constructor(client: PoolClient, place: [string, string]) {
    this.#client = client;
    this.#place = place;
  }

  async find(key: string): Promise<KeptReply | null> {
    const { rows } = await this.#client.query<{ request_hash: string; status: number; body: Json }>("select request_hash, status, body from sample_replies where workspace_id = $1 and system = $2 and key = $3", [...this.#place, key]);
    return rows[0] ? { requestHash: rows[0].request_hash, status: rows[0].status, body: rows[0].body } : null;
  }

  async keep(key: string, { requestHash, status, body }: KeptReply): Promise<void> {
    await this.#client.query("insert into sample_replies (workspace_id, system, key, request_hash, status, body) values ($1, $2, $3, $4, $5, $6)", [...this.#place, key, requestHash, status, JSON.stringify(body)]);
  }
}
