import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { createApiFetch } from "#inngest/embedded/api-fetch.ts";
import { createEngine } from "#inngest/embedded/engine.ts";
import type { OnRunEnd } from "#inngest/embedded/end-run.ts";
import { createExecutor } from "#inngest/embedded/executor.ts";
import type { SdkRequest, SdkResponse } from "#inngest/embedded/handler.ts";
import type { Wake } from "#inngest/embedded/plan-outcome.ts";
import { wakeRuns } from "#inngest/embedded/wake-runs.ts";
import { bearerToken } from "#inngest/embedded/signature.ts";
import type { Exchange, Recording } from "./recording.ts";

/** What of a call both servers must agree on; ids, times and fences are each server's own. */
export type CallShape = {
  fnId: string;
  stepId: string;
  version: unknown;
  versionHeader: string | null;
  stepHeader: string | null;
  attempt: unknown;
  maxAttempts: unknown;
  disableImmediateExecution: unknown;
  useApi: unknown;
  contextStep: unknown;
  stack: unknown;
  steps: unknown;
  event: unknown;
};

export type Replay = { expected: CallShape[]; made: CallShape[]; checkpoints: unknown[]; ends: string[] };

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const signingKey = `signkey-test-${"0123456789abcdef".repeat(4)}`;

type CallBody = {
  ctx: Record<"attempt" | "max_attempts" | "disable_immediate_execution" | "use_api" | "step_id" | "stack", unknown> & { run_id: string; qi_id: string; generation_id: number };
  event: { name: string; data: { function_id: string; error: { message: string; name: string }; event: { data: unknown } } };
  steps: unknown;
  version: unknown;
};

function shape(query: { fnId?: string; stepId?: string }, header: (name: string) => string | null, body: CallBody): CallShape {
  const { ctx } = body;
  const { data, name } = body.event;
  const failed = name === "inngest/function.failed";
  return {
    fnId: query.fnId ?? "",
    stepId: query.stepId ?? "",
    version: body.version,
    versionHeader: header("x-inngest-req-version"),
    stepHeader: header("x-inngest-step-id"),
    attempt: ctx.attempt,
    maxAttempts: ctx.max_attempts,
    disableImmediateExecution: ctx.disable_immediate_execution,
    useApi: ctx.use_api,
    contextStep: ctx.step_id,
    stack: ctx.stack,
    steps: withoutEvents(body.steps),
    event: failed ? { name, of: data.function_id, message: data.error.message, error: data.error.name, cause: data.event.data } : { name, data },
  };
}

/** What ended a wait is not said by our executor, and no function of ours reads it: an event that was waited for counts as null. */
function withoutEvents(steps: unknown): unknown {
  const isEvent = (memo: unknown): boolean => typeof memo === "object" && memo !== null && "name" in memo && "ts" in memo;
  return Object.fromEntries(Object.entries(steps as Record<string, unknown>).map(([id, memo]) => [id, isEvent(memo) ? null : memo]));
}

/** The wait that the recorded function asked for, and whether an event ended it. */
function recordedWait({ exchanges }: Recording): { wake: Wake; isWoken: boolean } | null {
  const ops = exchanges.flatMap(({ response_body: body }) => (Array.isArray(body) ? (body as ({ op: string; id: string; name: string; opts: Record<string, string> } | null)[]) : []));
  const wait = ops.find((one) => one?.op === "WaitForEvent");
  if (!wait) return null;
  const isWoken = exchanges.some(({ body }) => ((body?.["steps"] ?? {}) as Record<string, unknown>)[wait.id] instanceof Object);
  return { wake: { event: wait.name, condition: wait.opts["if"] as string }, isWoken };
}

const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

/**
 * Plays the recorded SDK against the embedded executor: each call is answered as the SDK answered the real server, with
 * the checkpoints and events it posted meanwhile. Time is the recording's order, not a clock: an answer waits for those
 * that came before it, and delayed jobs become due, earliest first, when nothing else is left to do.
 */
export async function replay(pool: pg.Pool, recording: Recording): Promise<Replay> {
  const { exchanges } = recording;
  const calls = exchanges.filter(({ from, method, query, body }) => from === "server" && method === "POST" && query["fnId"] !== undefined && body !== null);
  const registration = exchanges.find(({ path }) => path.startsWith("/fn/register"));
  const isWithin = (inner: Exchange, outer: Exchange) => inner.t_ms >= outer.t_ms && inner.t_ms <= outer.t_end_ms;
  const events = exchanges.filter(({ from, path }) => from === "sdk" && path.startsWith("/e/"));
  const runEnds: string[] = [];
  const made: CallShape[] = [];
  const checkpoints: unknown[] = [];
  const waiting = new Set(calls);
  const settled = new Set<Exchange>();

  const wait = recordedWait(recording);
  const engine = createEngine({ pool, signingKey, eventKey: "key", log: silent, ...(wait ? { wakeBy: wait.wake } : {}) });
  const api = createApiFetch(engine);
  const onRunEnd: OnRunEnd = async (_client, { status }) => void runEnds.push(status === "completed" ? "COMPLETED" : "FAILED");

  async function postEvent({ body, headers }: Exchange): Promise<void> {
    const seed = headers["x-inngest-event-id-seed"];
    await api("http://engine/e/key", { method: "POST", body: JSON.stringify(body), headers: seed === undefined ? {} : { "x-inngest-event-id-seed": seed } });
  }

  async function isHeld(runId: string, key: string, fence: number): Promise<boolean> {
    const found = await pool.query("SELECT 1 FROM engine.jobs WHERE run_id = $1 AND key = $2 AND fence = $3 AND leased_by IS NOT NULL", [runId, key, fence]);
    return found.rowCount === 1;
  }

  async function answer(request: SdkRequest): Promise<SdkResponse> {
    const { url } = request;
    if (request.method === "PUT") return { status: 200, headers: {}, body: JSON.stringify({ functions: registration?.body["functions"] }) };
    const body = JSON.parse(request.body) as CallBody;
    const { run_id: runId, qi_id: key, generation_id: fence } = body.ctx;
    const query = Object.fromEntries(url.searchParams);
    const call = shape(query, (name) => request.headers[name] ?? null, body);
    made.push(call);
    const exchange = [...waiting].find((one) => {
      const wanted = recordedShape(one);
      return wanted.fnId === call.fnId && wanted.stepId === call.stepId && wanted.attempt === call.attempt && same(wanted.event, call.event);
    });
    if (exchange === undefined) throw new Error(`A call the real server never made: ${JSON.stringify(call)}`);
    waiting.delete(exchange);

    const before = calls.filter((other) => other !== exchange && other.t_end_ms < exchange.t_end_ms);
    while (before.some((other) => !settled.has(other))) await delay(2);
    for (const inner of exchanges.filter((one) => one.from === "sdk" && one.n > exchange.n && isWithin(one, exchange))) {
      if (inner.path.startsWith("/e/")) await postEvent(inner);
      if (!inner.path.startsWith("/v1/checkpoint/") || inner.status === null || inner.body["request_id"] !== exchange.headers["x-request-id"]) continue;
      const posted = { ...inner.body, run_id: runId, qi_id: key, generation_id: fence };
      const options = { method: "POST", body: JSON.stringify(posted), headers: { authorization: `Bearer ${bearerToken(signingKey)}` } };
      const response = await api(`http://engine/v1/checkpoint/${runId}/async`, options);
      checkpoints.push({ recorded: inner.status, answered: response.status });
    }
    void (async () => {
      while (await isHeld(runId, key, fence)) await delay(2);
      settled.add(exchange);
    })();
    if (exchange.status === null) throw new Error("connection reset");
    const headers = exchange.response_headers ?? {};
    const text = headers["content-type"]?.includes("json") ? JSON.stringify(exchange.response_body) : String(exchange.response_body);
    return { status: exchange.status, headers, body: text };
  }

  const executor = createExecutor(engine, {
    handler: answer,
    instanceId: recording.scenario,
    pollMs: 10,
    backoff: () => 3_600_000,
    onRunFailed: onRunEnd,
    onRunCompleted: onRunEnd,
  });
  await executor.start();
  const nested = (event: Exchange) => calls.some((call) => isWithin(event, call));
  for (const event of events.filter((one) => !nested(one))) await postEvent(event);

  for (;;) {
    const { rows } = await pool.query("SELECT count(*)::int AS left, count(*) FILTER (WHERE due_at <= clock_timestamp() OR leased_by IS NOT NULL)::int AS active FROM engine.jobs");
    if (rows[0].left === 0 && executor.inFlight() === 0) break;
    if (rows[0].active === 0 && executor.inFlight() === 0) {
      if (wait?.isWoken) await wakeRuns(pool, (await pool.query("SELECT run_id FROM engine.jobs WHERE kind = 'wait'")).rows.map((row) => row.run_id));
      else await pool.query("UPDATE engine.jobs SET due_at = clock_timestamp() WHERE (run_id, key) IN (SELECT run_id, key FROM engine.jobs ORDER BY due_at LIMIT 1)");
      executor.wake();
    }
    await delay(5);
  }
  await executor.stop({ deadlineMs: 100 });
  return { expected: calls.map(recordedShape), made, checkpoints, ends: runEnds.toSorted() };
}

function recordedShape({ body, headers, query }: Exchange): CallShape {
  return shape(query, (name) => headers[name] ?? null, body as unknown as CallBody);
}
