import { EgressError } from "#lib/egress/egress-error.ts";
import type { DatabaseSession, SinkWritten } from "../define.ts";
import { StepError } from "../step-error.ts";
import { quoteName } from "./quote-name.ts";

/** Which chunk of whose region a row of the markers stands for. */
export interface ChunkName {
  origin: string;
  node: string;
  chunk: number;
}

interface StoredReject {
  index: number;
  class: StepError["class"];
  code: string;
  message: string;
}

const name = "millrace_chunks";

/**
 * The table in which chunks leave their names, made when it is missing.
 * @returns its name as SQL; null when it may not be made or used.
 */
export async function openMarkers(session: DatabaseSession, schema: string): Promise<string | null> {
  const quoted = `${quoteName(schema)}.${quoteName(name)}`;
  if (await isUsable(session, quoted)) return quoted;
  const { rows } = await session.query("select pg_catalog.to_regclass($1) is null and pg_catalog.has_schema_privilege($2, 'create') as may", [quoted, schema]);
  if (rows[0]?.["may"] !== true) return null;
  try {
    await session.transaction((inside) => inside.query(`create table if not exists ${quoted} (
  origin text not null, node text not null, chunk bigint not null, written bigint not null, rejected jsonb not null,
  at timestamptz not null default now(), primary key (origin, node, chunk))`));
  } catch (error) {
    // Another load may have made it at the same moment; else it is not allowed.
    if (!EgressError.is(error) || error.class === "transient") throw error;
  }
  return (await isUsable(session, quoted)) ? quoted : null;
}

async function isUsable(session: DatabaseSession, quoted: string): Promise<boolean> {
  const { rows } = await session.query(
    "select case when pg_catalog.to_regclass($1) is null then false else (select bool_and(pg_catalog.has_table_privilege(pg_catalog.to_regclass($1), right_to)) from unnest(array['select', 'insert', 'update']) right_to) end as usable",
    [quoted],
  );
  return rows[0]?.["usable"] === true;
}

/**
 * Leaves the chunk's name, in the transaction that writes its rows.
 * @returns null when it is new; what was written when it came before. A chunk under way elsewhere is waited for.
 */
export async function claimChunk(inside: DatabaseSession, markers: string, { origin, node, chunk }: ChunkName, rows: number): Promise<SinkWritten | null> {
  const claimed = await inside.query(`insert into ${markers} (origin, node, chunk, written, rejected) values ($1, $2, $3, $4, '[]') on conflict do nothing`, [origin, node, chunk, rows]);
  if (claimed.rowCount === 1) return null;
  const found = (await inside.query(`select written, rejected from ${markers} where origin = $1 and node = $2 and chunk = $3`, [origin, node, chunk])).rows[0];
  const rejected = (found?.["rejected"] ?? []) as unknown as StoredReject[];
  return { written: Number(found?.["written"] ?? 0), rejected: rejected.map((each) => ({ index: each.index, error: new StepError(each.class, each.code, each.message) })) };
}

/** Keeps what a chunk came to, so that its repeat reports the same rejects. */
export async function settleChunk(inside: DatabaseSession, markers: string, { origin, node, chunk }: ChunkName, { written, rejected }: SinkWritten): Promise<void> {
  if (rejected.length === 0) return;
  const stored = rejected.map(({ index, error }): StoredReject => {
    const known = error instanceof StepError || EgressError.is(error);
    return { index, class: known ? error.class : "internal", code: known ? error.code : "internal", message: error.message.replaceAll("\u0000", "").toWellFormed() };
  });
  await inside.query(`update ${markers} set written = $4, rejected = $5::jsonb where origin = $1 and node = $2 and chunk = $3`, [origin, node, chunk, written, JSON.stringify(stored)]);
}
