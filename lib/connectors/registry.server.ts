import { assert } from "#lib/assert.ts";
import type { Json } from "#lib/json.ts";
import { runMap } from "./core/runtime.server.ts";
import type { ActionContext, ActionRuntime, LogicRuntime } from "./define.ts";
import { sendRequest } from "./http/request.server.ts";
import { type connectors, operationSpec } from "./registry.ts";

type Operations = { [C in keyof typeof connectors & string]: (typeof connectors)[C]["operations"] };
type Runtimes<Of> = {
  [Name in keyof Of]: Of[Name] extends { kind: "trigger" } ? null : Of[Name] extends { kind: "logic" } ? { logic: LogicRuntime<Of[Name]> } : { action: ActionRuntime<Of[Name]> };
};

/** How each operation is done. A missing or misspelt one does not compile; triggers have none. */
const runtimes = {
  core: { webhook: null, event: null, map: { logic: runMap } },
  http: { request: { action: sendRequest } },
} satisfies { [C in keyof Operations]: Runtimes<Operations[C]> };

interface AnyRuntime {
  logic?: (input: unknown) => { port: string; output: Json };
  action?: (input: unknown, context: ActionContext) => Promise<Json>;
}

/** The one erased lookup: inputs are parsed with the operation's own schema before a runtime sees them. */
function runtimeOf(type: string): AnyRuntime {
  const [connectorId = "", name = ""] = type.split("/");
  const all: Record<string, Record<string, unknown>> = runtimes;
  const found = all[connectorId]?.[name];
  assert(found, `operation ${type} has a runtime`);
  return found as AnyRuntime;
}

/** @throws ZodError when the settings, with references filled in, are not what the operation takes. */
export function runLogic(type: string, input: unknown): { port: string; output: Json } {
  const { logic } = runtimeOf(type);
  assert(logic, `${type} is computed inline`);
  return logic(operationSpec(type)?.input.parse(input));
}

/** @throws ZodError as `runLogic`; StepError when the other side refused or could not be reached. */
export async function runAction(type: string, input: unknown, context: ActionContext): Promise<Json> {
  const { action } = runtimeOf(type);
  assert(action, `${type} does I/O`);
  return await action(operationSpec(type)?.input.parse(input), context);
}
