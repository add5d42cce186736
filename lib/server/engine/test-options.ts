import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

/** What a test-run does besides leaving writes out (SEMANTICS test-1). */
export interface TestOptions {
  upTo?: string;
  /** Results to use instead of running a step, by node. */
  mocks: JsonObject;
  /** Steps whose writes are really sent. */
  send: ReadonlySet<string>;
}

export const noTest: TestOptions = { mocks: {}, send: new Set() };

/** A source of a test-run gives no more records than these. */
export const testRecords = 100;

/** As stored by `testFlow`. */
export function readTestOptions(value: Json | undefined): TestOptions {
  if (!isJsonObject(value)) return noTest;
  const { upTo, mocks, send } = value;
  return {
    ...(typeof upTo === "string" ? { upTo } : {}),
    mocks: isJsonObject(mocks) ? mocks : {},
    send: new Set(Array.isArray(send) ? send.filter((node) => typeof node === "string") : []),
  };
}
