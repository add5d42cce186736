import type { PlanPart } from "#lib/flow/isolate-plan.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

/** What stands in for a step: a result, or a failure. */
export type Mock = { value: Json } | { error: { class: string; message: string } };

/** What a test-run does besides leaving writes out (SEMANTICS test-1). */
export interface TestOptions {
  /** The whole plan when not said. */
  part?: PlanPart;
  /** By node. */
  mocks: { readonly [node: string]: Mock };
  /** Steps whose writes are really sent. */
  send: ReadonlySet<string>;
}

export const noTest: TestOptions = { mocks: {}, send: new Set() };

/** A source of a test-run gives no more records than these. */
export const testRecords = 100;

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function readPart(value: Json | undefined): PlanPart | undefined {
  if (!isJsonObject(value)) return undefined;
  const { kind, node, given } = value;
  if (typeof node !== "string") return undefined;
  if (kind === "up-to") return { kind, node };
  return kind === "only" || kind === "from" ? { kind, node, given: texts(given) } : undefined;
}

/** As stored by `testFlow`. */
export function readTestOptions(value: Json | undefined): TestOptions {
  if (!isJsonObject(value)) return noTest;
  const part = readPart(value["part"]);
  const { mocks, send } = value;
  return { ...(part ? { part } : {}), mocks: isJsonObject(mocks) ? (mocks as { [node: string]: Mock }) : {}, send: new Set(texts(send)) };
}

/** The options as they are stored with the run. */
export function packTestOptions({ part, mocks, send }: TestOptions): JsonObject {
  return { ...(part ? { part: part as unknown as Json } : {}), mocks: { ...mocks } as unknown as Json, send: [...send] };
}

/** The mock of a node, unless it has none. */
export function mockOf(test: Pick<TestOptions, "mocks"> | null, node: string): Mock | undefined {
  return test !== null && Object.hasOwn(test.mocks, node) ? test.mocks[node] : undefined;
}
