import { expect } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import type { TestEngine } from "#tests/support/start-engine.ts";
import type { TargetServer } from "#tests/support/target-server.ts";
import type { countStatements } from "./count-statements.ts";
import { storedBytes } from "./stored-bytes.ts";

const runs = 50;

export interface Measured {
  engine: TestEngine;
  statements: ReturnType<typeof countStatements>;
  /** How often, so far, executor and SDK spoke to each other. */
  sdkRequests(): number;
}

async function post(engine: TestEngine, hook: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const body = Buffer.from(JSON.stringify({ id: `order-${1000 + number}`, email: "ada@example.com", total: 128.4, note: "x".repeat(900) }));
    await receiveHook({ method: "POST", path: hook, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body });
    await engine.idle();
  }
  // A run is final in our tables a moment before its executor has forgotten it.
  await expect.poll(async () => (await engine.database.pool.query("select 1 from engine.runs union all select 1 from inngest_runs limit 1")).rowCount, { timeout: 10_000 }).toBe(0);
}

/** What a run costs that a hook starts, counted and not timed, so that it is the same on every machine. */
export async function measureRuns({ engine, sdkRequests, statements }: Measured, name: string, document: FlowDocument): Promise<Record<string, number>> {
  const { hookPath } = await engine.publish(name, document);
  // The first runs prepare statements and fill caches.
  await post(engine, hookPath, 5);
  const before = { calls: sdkRequests(), bytes: await storedBytes(engine.database.pool) };
  const sent = await statements.during(() => post(engine, hookPath, runs));
  const names = Object.entries(sent.byName).map(([statement, count]) => `${(count / runs).toFixed(2)} ${statement}`);
  process.stdout.write(`${name}, statements a run:\n  ${names.join("\n  ")}\n`);
  return {
    sdkRequests: (sdkRequests() - before.calls) / runs,
    statements: sent.statements / runs,
    commits: sent.commits / runs,
    storedBytes: Math.round(((await storedBytes(engine.database.pool)) - before.bytes) / runs),
  };
}

/** W2: three calls at once; apart from each other, so that how many results share a write is not left to chance. */
export function threeCalls(target: TargetServer): FlowDocument {
  const call = (ms: number) => ({ type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/sink?ms=${ms}`), send: literal("value"), bodyValue: reference("hook", "body") } });
  target.answer = ({ url }) => ({ status: 200, delayMs: Number(new URL(url, target.url).searchParams.get("ms")) });
  return buildDocument({ hook: { type: "core/webhook" }, a: call(0), b: call(25), c: call(50) }, ["hook -> a", "hook -> b", "hook -> c"]);
}
