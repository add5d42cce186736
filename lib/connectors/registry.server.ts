import { assert } from "#lib/assert.ts";
import type { PlannedRow } from "#lib/flow/planned-write.ts";
import type { Json } from "#lib/json.ts";
import { publishEvent } from "./core/publish.server.ts";
import type { ActionContext, ActionRuntime, InputOf, Introspection, SinkContext, SinkRow, SinkRuntime, SourceRuntime } from "./define.ts";
import { pagesSource } from "./http/pages.server.ts";
import { sendRequest } from "./http/request.server.ts";
import { insertRows } from "./postgres/insert-many.server.ts";
import { postgresIntrospection } from "./postgres/introspection.server.ts";
import { loadSink } from "./postgres/load.server.ts";
import { runQuery } from "./postgres/query.server.ts";
import { rowsSource } from "./postgres/rows.server.ts";
import { upsertRow } from "./postgres/upsert.server.ts";
import { type connectors, operationSpec } from "./registry.ts";
import * as crm from "./samples/crm/actions.server.ts";
import { contactsSource } from "./samples/crm/sources.server.ts";
import * as mailbox from "./samples/mailbox/actions.server.ts";
import * as shop from "./samples/shop/actions.server.ts";
import { customersSource, ordersSource } from "./samples/shop/sources.server.ts";
import * as warehouse from "./samples/warehouse/actions.server.ts";
import { warehouseLoad } from "./samples/warehouse/load.server.ts";
import { warehouseRows } from "./samples/warehouse/rows.server.ts";

type Operations = { [C in keyof typeof connectors & string]: (typeof connectors)[C]["operations"] };
type RuntimeOf<Spec> = Spec extends { built: string } | { kind: "trigger" }
  ? null
  : Spec extends { kind: "source" }
    ? { source: SourceRuntime<InputOf<Spec>> }
    : Spec extends { kind: "sink" }
      ? { sink: SinkRuntime<InputOf<Spec>> }
      : { action: ActionRuntime<Spec> };
type Runtimes<Of> = { [Name in keyof Of]: RuntimeOf<Of[Name]> };

/** How each operation is done. A missing or misspelt one does not compile; triggers and the engine's own nodes have none. */
const runtimes = {
  core: {
    webhook: null, form: null, event: null, schedule: null, manual: null, called: null,
    map: null, filter: null, branch: null, switch: null, merge: null, wait: null, "wait-event": null, approval: null, respond: null, stop: null, fail: null,
    "call-flow": null, code: null, publish: { action: publishEvent }, split: null, flatten: null, deduplicate: null, collect: null,
  },
  http: { request: { action: sendRequest }, pages: { source: pagesSource }, poll: null },
  postgres: {
    query: { action: runQuery }, upsert: { action: upsertRow }, "insert-many": { action: insertRows },
    rows: { source: rowsSource }, load: { sink: loadSink },
  },
  "sample-shop": {
    "get-order": { action: shop.readOrder }, "find-customer": { action: shop.lookUpCustomer }, "create-customer": { action: shop.addCustomer }, "update-customer": { action: shop.changeCustomer },
    "list-products": { action: shop.readProducts }, "create-order": { action: shop.placeOrder }, "capture-payment": { action: shop.capture }, "refund-payment": { action: shop.refund }, orders: { source: ordersSource }, customers: { source: customersSource },
  },
  "sample-crm": {
    "find-contact": { action: crm.lookUpContact }, "create-contact": { action: crm.addContact }, "update-contact": { action: crm.changeContact }, "create-lead": { action: crm.addLead },
    "add-note": { action: crm.writeNote }, contacts: { source: contactsSource },
  },
  "sample-mailbox": { "send-message": { action: mailbox.send }, "list-messages": { action: mailbox.readMessages } },
  "sample-warehouse": { "query-rows": { action: warehouse.readRows }, "insert-row": { action: warehouse.addRow }, rows: { source: warehouseRows }, load: { sink: warehouseLoad } },
} satisfies { [C in keyof Operations]: Runtimes<Operations[C]> };

interface AnyRuntime {
  action?: (input: unknown, context: ActionContext) => Promise<Json>;
  source?: SourceRuntime<unknown>;
  sink?: SinkRuntime<unknown>;
}

/** The one erased lookup: inputs are parsed with the operation's own schema before a runtime sees them. */
function runtimeOf(type: string): AnyRuntime {
  const [connectorId = "", name = ""] = type.split("/");
  const all: Record<string, Record<string, unknown>> = runtimes;
  const found = all[connectorId]?.[name];
  assert(found, `operation ${type} has a runtime`);
  return found as AnyRuntime;
}

/**
 * Settings with references filled in, as the operation takes them.
 * @throws ZodError when they are not.
 */
export function parseInput(type: string, input: unknown): unknown {
  return operationSpec(type)?.input.parse(input);
}

/** @throws ZodError as `parseInput`; StepError when the other side refused or could not be reached. */
export async function runAction(type: string, input: unknown, context: ActionContext): Promise<Json> {
  const { action } = runtimeOf(type);
  assert(action, `${type} is an action`);
  return await action(parseInput(type, input), context);
}

/** @throws AssertionError unless the operation is a source with a runtime. */
export function sourceRuntime(type: string): SourceRuntime<unknown> {
  const { source } = runtimeOf(type);
  assert(source, `${type} is a source`);
  return source;
}

export function sinkRuntime(type: string): SinkRuntime<unknown> {
  const { sink } = runtimeOf(type);
  assert(sink, `${type} is a sink`);
  return sink;
}

/** What would become of the rows that a sink is given; only that they would be stored, where it cannot tell. */
export async function planRows(type: string, input: unknown, context: SinkContext, rows: readonly SinkRow[]): Promise<PlannedRow[]> {
  const { preview } = sinkRuntime(type);
  if (preview) return await preview(input, context, rows);
  return rows.map(({ record }): PlannedRow => ({ kind: "row", into: operationSpec(type)?.title ?? type, change: "unknown", row: record }));
}

/** What an operation does with these settings: a request may only read (SEMANTICS test-1). */
export function effectOf(type: string, input: unknown): "none" | "read" | "write" {
  const spec = operationSpec(type);
  assert(spec, `${type} is an operation`);
  const parsed = spec.input.safeParse(input);
  return parsed.success && spec.readsWhen?.some(({ field, is }) => is.some((value) => value === parsed.data[field])) ? "read" : spec.effect;
}

/** How databases are asked for their tables, by kind of connection; undefined for what is no database. */
export function introspectionOf(kind: string): Introspection | undefined {
  return kind === "postgres/password" ? postgresIntrospection : undefined;
}
