import type { z } from "zod";
import type { DatabaseSession, SinkChunk, SinkContext, SinkRow, SinkRuntime, SinkSession, SinkWritten } from "../define.ts";
import { StepError } from "../step-error.ts";
import { type ChunkName, claimChunk, openMarkers, settleChunk } from "./chunk-marker.server.ts";
import { conflictKeys } from "./conflict-keys.server.ts";
import { findTable, type Table } from "./find-table.server.ts";
import { groupRows } from "./group-rows.ts";
import type { load } from "./load-sink.ts";
import { previewRows } from "./preview-rows.server.ts";
import { Stage, type StagedRow } from "./stage.server.ts";
import { stagedRow } from "./staged-row.server.ts";

type Input = z.output<typeof load.input>;

interface Loading {
  input: Input;
  context: SinkContext;
  session: DatabaseSession;
  table: Table;
  keys: readonly string[];
  markers: string | null;
  version: number;
}

async function writeRows(loading: Loading, inside: DatabaseSession, rows: readonly SinkRow[]): Promise<SinkWritten> {
  const { table, keys, version } = loading;
  const rejected: { index: number; error: Error }[] = [];
  const staged: StagedRow[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      staged.push(stagedRow(loading, row, index));
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      rejected.push({ index, error });
    }
  }
  const groups = groupRows(
    staged,
    ({ columns }) => JSON.stringify(columns.map((column) => column.name)),
    ({ columns, texts }) => (keys.length === 0 ? null : JSON.stringify(keys.map((key) => texts[columns.findIndex((column) => column.name === key)]))),
  );
  if (staged.length > 0) await Stage.write(inside, groups, { table, keys, version, reject: (index, error) => rejected.push({ index, error }) });
  rejected.sort((one, other) => one.index - other.index);
  return { written: rows.length - rejected.length, rejected };
}

class Load implements SinkSession {
  readonly #loading: Loading;
  /** Chunks that had been written before. */
  #repeated = 0;

  constructor(loading: Loading) {
    this.#loading = loading;
  }

  async write({ number, rows }: SinkChunk): Promise<SinkWritten> {
    if (rows.length === 0) return { written: 0, rejected: [] };
    const { session, markers, context } = this.#loading;
    const name: ChunkName = { origin: context.origin, node: context.node, chunk: number };
    return await session.transaction(async (inside) => {
      const before = markers === null ? null : await claimChunk(inside, markers, name, rows.length);
      if (before) {
        this.#repeated += 1;
        return before;
      }
      const written = await writeRows(this.#loading, inside, rows);
      if (markers !== null) await settleChunk(inside, markers, name, written);
      return written;
    });
  }

  async summary() {
    const { input, table, markers } = this.#loading;
    const delivery = markers !== null ? "exactly once" : input.mode === "upsert" ? "by key" : "at least once";
    return { table: `${table.schema}.${table.name}`, mode: input.mode, delivery, repeated: this.#repeated };
  }

  async close() {}
}

export const loadSink: SinkRuntime<Input> = {
  async open(input, context) {
    const session = await context.database();
    const table = await findTable(session, input.schema, input.table);
    const keys = input.mode === "upsert" ? conflictKeys(table, input.keys) : [];
    const markers = context.readOnly ? null : await openMarkers(session, table.schema);
    const { rows } = await session.query("select current_setting('server_version_num')::int4 as version");
    return new Load({ input, context, session, table, keys, markers, version: Number(rows[0]?.["version"]) });
  },
  async preview(input, context, rows) {
    const session = await context.database();
    const table = await findTable(session, input.schema, input.table);
    const keys = input.mode === "upsert" ? conflictKeys(table, input.keys) : [];
    return await previewRows({ input, table, keys }, session, rows);
  },
};
