import type { z } from "zod";
import type { Built, NodeKind, NodeType, PortType, Shape } from "#lib/flow/node-type.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { PlannedRow } from "#lib/flow/planned-write.ts";
import type { Json, JsonObject } from "#lib/json.ts";

/** What an operation is, without how it is done: title, settings, output, and what a retry may repeat. */
export interface OperationSpec<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  title: string;
  description: string;
  /** A Lucide icon's name. */
  icon: string;
  kind: NodeKind;
  /** The engine does it itself; operations of a connector have a runtime instead. */
  built?: Built;
  /** Of the strongest thing it may do; a test-run sends only reads (SEMANTICS test-1). */
  effect: "none" | "read" | "write";
  readsWhen?: NodeType["readsWhen"];
  /** What makes a repeat harmless (SEMANTICS step-5); `none` when not said. */
  idempotency?: NodeType["idempotency"];
  /** One sentence with `{field}` in it. */
  summary: string;
  input: Input;
  output: Output;
  /** Parses with `output`; shown before anything ran, and what a test-run gives when nothing else is known. */
  sample: z.input<Output>;
  /** `in` and `out`, following what comes in, when not said. */
  inputs?: readonly PortType[];
  outputs?: readonly PortType[];
  casesField?: string;
  /** Where it may stand; what its kind says when not said. */
  stands?: NodeType["stands"];
  /** Whether it has an `error` port; everything but triggers, when not said. */
  canFail?: boolean;
  perRecord?: readonly string[];
  shape?: Shape;
  connection?: "optional" | "required";
  /** Kinds of connection it takes, such as `http/bearer`. */
  connectionKinds?: readonly string[];
  connectionWhen?: NodeType["connectionWhen"];
  pattern?: Pattern;
  /** Starting values of a node dropped on the canvas. */
  defaults?: Record<string, Json>;
  help: Help;
}

/** What a node's help page says besides what its definition shows (ports, settings, limits). */
export interface Help {
  /** The rule it follows, in two or three sentences for people who use it. */
  rule: string;
  /** A short story with values in it. */
  example: string;
  /** What can go wrong, and what happens then. */
  failures: readonly { when: string; outcome: string }[];
  /** Ids of the rules of SEMANTICS it stands for. */
  rules: readonly string[];
}

export interface ConnectorSpec<Operations extends Record<string, OperationSpec> = Record<string, OperationSpec>> {
  id: string;
  title: string;
  operations: Operations;
  /** One of the sample systems: its address and key come from the instance, and it is there while they are on. */
  isSample?: true;
}

/** Checks that the sample has the output's shape at compile time. */
export function operation<const Kind extends NodeKind, Input extends z.ZodObject, Output extends z.ZodType>(
  spec: OperationSpec<Input, Output> & { kind: Kind; built?: never },
): OperationSpec<Input, Output> & { kind: Kind } {
  return spec;
}

/** The same for a node that the engine does itself. */
export function builtIn<const Kind extends NodeKind, const Name extends Built, Input extends z.ZodObject, Output extends z.ZodType>(
  spec: OperationSpec<Input, Output> & { kind: Kind; built: Name },
): OperationSpec<Input, Output> & { kind: Kind; built: Name } {
  return spec;
}

export function connector<const Operations extends Record<string, OperationSpec>>(spec: ConnectorSpec<Operations>): ConnectorSpec<Operations> {
  return spec;
}

/** A request as it left and the reply as it came back, without secrets; shown on the run's page. */
export interface Exchange {
  /** `bodyBytes`, of the whole body, where only its beginning is kept. */
  request: { method: string; url: string; headers: Record<string, string>; body: string | null; bodyBytes?: number };
  reply: { status: number; headers: Record<string, string>; body: string; bodyBytes?: number; durationMs: number } | null;
}

export interface OutboundRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  durationMs: number;
}

/** An event that a step wants published; a second one of its flow with the same id is a duplicate (SEMANTICS event-3). */
export interface Publication {
  name: string;
  id: string;
  data: Json;
}

export interface Published {
  /** Of a duplicate, that of the first one. */
  event: string;
  duplicate: boolean;
}

/** All an operation may touch: nothing is ambient. */
export interface ActionContext {
  /** The one way out for HTTP; adds the connection's credential and refuses private addresses. */
  send(request: OutboundRequest): Promise<Reply>;
  /** The step's session with the connection's database, through the same guard; ended with the step, not by the operation. */
  database(): Promise<DatabaseSession>;
  /** Stores an event in the workspace's log, for the flows that listen. */
  publish(event: Publication): Promise<Published>;
  /** Where a system is that comes with the product, without a trailing slash; undefined for others, and while it is off. */
  baseUrl?: string | undefined;
  /** The same for every retry and replay of this effect (SEMANTICS step-4). */
  effectKey: string;
  /** A test-run: what it does must be undone, or only read (SEMANTICS test-1). */
  readOnly: boolean;
  signal: AbortSignal;
}

/** What a statement is given: text in PostgreSQL's own form, numbers, booleans, null, or a list of texts for a text[]. */
export type DatabaseValue = string | number | boolean | null | readonly (string | null)[];

export interface DatabaseResult {
  /** JSON that loses nothing: what a number cannot hold exactly is text, times are ISO, bytes are base64. */
  rows: JsonObject[];
  /** Rows given back, or changed by a statement that gives none. */
  rowCount: number;
  /** `type` is PostgreSQL's number of the type. */
  fields: readonly { name: string; type: number }[];
}

/**
 * A database connection of a step's own; statements of several callers queue up. Every value is bound. Failures are
 * EgressErrors; `connection_cut` says that a statement left and its answer did not arrive, so a write may have happened;
 * `connection_lost` that it cannot have, because its transaction was never committed.
 */
export interface DatabaseSession {
  /** One statement. @throws EgressError `too_many_rows` above `maxRows`, `result_too_large` above 16 MB of rows. */
  query(text: string, values?: readonly DatabaseValue[], options?: { maxRows?: number }): Promise<DatabaseResult>;
  /** The types (PostgreSQL's numbers) that a statement's parameters have. */
  parameterTypes(text: string): Promise<readonly number[]>;
  /** Streams bytes into a `COPY … FROM STDIN` statement; resolves with the count of rows. */
  copyFrom(text: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<number>;
  /**
   * Statements that `work` gives to its own session are committed together, or none when it throws; a transaction in it
   * is a savepoint. A `readOnly` one can change nothing and is always undone. Others wait until it is over.
   */
  transaction<Result>(work: (inside: DatabaseSession) => Promise<Result>, options?: { readOnly?: boolean }): Promise<Result>;
  /** Whoever opened it ends it; may be called twice. */
  end(): Promise<void>;
}

/** What the editor may know of a database, to offer names and types. */
export interface Introspection {
  /** Tables whose schema or name contains `search`, by name; `limit` at most. */
  tables(session: DatabaseSession, options: { search: string; limit: number }): Promise<{ schema: string; name: string; kind: "table" | "view" }[]>;
  /** Null when there is no such table. */
  table(session: DatabaseSession, name: { schema: string; table: string }): Promise<TableDescription | null>;
}

export interface TableDescription {
  schema: string;
  name: string;
  columns: { name: string; /** As the database writes it, such as `numeric(10,2)`. */ type: string; nullable: boolean; hasDefault: boolean; isKey: boolean }[];
}

/** An operation's settings, filled in and parsed. */
export type InputOf<Spec> = Spec extends OperationSpec<infer Input> ? z.output<Input> : never;

export type ActionRuntime<Spec> = Spec extends OperationSpec<infer Input, infer Output>
  ? (input: z.output<Input>, context: ActionContext) => Promise<z.output<Output>>
  : never;

/** A page of a source; its cursor is where reading goes on after it, and is stored only once its records are (region-4). */
export interface SourcePage {
  records: readonly Json[];
  /** Their primary keys in the same order, where only reading tells them; `keyOf` is asked otherwise. */
  keys?: readonly string[];
  cursor: Json;
}

export interface SourceContext extends Omit<ActionContext, "effectKey" | "publish"> {
  /** Where to go on; null at the beginning. */
  cursor: Json;
  /** Records wanted at most; a source may give fewer a page. */
  pageSize: number;
}

export interface SourceRuntime<Input> {
  /** What the cursor belongs to: another table, query or URL is another source (SEMANTICS region-8). */
  identity(input: Input): Json;
  /** Pages from the cursor on, each resumable from its own cursor. */
  read(input: Input, context: SourceContext): AsyncIterable<SourcePage>;
  /** A record's primary key (SEMANTICS region-3); null when the source has none. */
  keyOf(input: Input, record: Json): string | null;
  /** Whether the cursor is kept for the next run, or each run begins at the beginning. */
  keepsCursor(input: Input): boolean;
}

export interface SinkRow {
  key: string;
  record: Json;
  /** The settings named in `perRecord`, filled for this record; the input given to `open` is without them. */
  settings: JsonObject;
}

/** Rows of one chunk; the same chunk may come again after a crash, with the same number and the same bounds. */
export interface SinkChunk {
  number: number;
  rows: readonly SinkRow[];
}

export interface SinkWritten {
  written: number;
  /** Rows that were refused one by one, by their place in the chunk. */
  rejected: readonly { index: number; error: Error }[];
}

export interface SinkContext extends Omit<ActionContext, "effectKey" | "publish"> {
  /** Names the region's rows for ever: (origin, node) with the chunk's number (SEMANTICS region-4). */
  origin: string;
  node: string;
}

export interface SinkSession {
  /** Resolves when the rows are committed; a chunk that was written before is a no-op where the sink can tell. */
  write(chunk: SinkChunk): Promise<SinkWritten>;
  /** What its summary holds besides the counts. */
  summary(): Promise<JsonObject>;
  close(): Promise<void>;
}

export interface SinkRuntime<Input> {
  open(input: Input, context: SinkContext): Promise<SinkSession>;
  /** What would become of rows, in their order, found out by reading only: its context's database changes nothing. */
  preview?(input: Input, context: SinkContext, rows: readonly SinkRow[]): Promise<PlannedRow[]>;
}
