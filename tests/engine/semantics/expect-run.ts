import { expect } from "vitest";
import type { Json } from "#lib/json.ts";
import type { Observed, ObservedStep } from "./observed.ts";
import type { Expected } from "./semantic-case.schema.ts";

const begun = new Set(["running", "waiting", "succeeded", "failed"]);

/** `failed:error simulated`: what the expectation names of a step, as it is. */
function inWords(step: ObservedStep | undefined, expected: string): string {
  const [state = "", ...flags] = expected.split(" ");
  if (state === "never") return begun.has(step?.status ?? "") ? (step?.status ?? "") : "never";
  const shown = step === undefined ? "none" : state.includes(":") ? `${step.status}:${step.port ?? ""}` : step.status;
  return [shown, ...flags.map((flag) => (flag.startsWith("-") ? (step?.flags.includes(flag.slice(1)) ? flag.slice(1) : flag) : step?.flags.includes(flag) ? flag : `-${flag}`))].join(" ");
}

/** Objects hold these fields at least, everything else is equal. */
function atLeast(value: Json): unknown {
  if (Array.isArray(value)) return value.map(atLeast);
  if (typeof value !== "object" || value === null) return value;
  return expect.objectContaining(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, atLeast(part)])));
}

function holds(order: string, steps: Observed["steps"]): boolean {
  const [one = "", relation, other = ""] = order.split(" ");
  const first = steps.get(one);
  const second = steps.get(other);
  if (first?.began === undefined || first.began === null || second?.began === undefined || second.began === null) return false;
  if (relation === "<") return first.ended !== null && first.ended <= second.began;
  return (second.ended ?? Infinity) >= first.began && (first.ended ?? Infinity) >= second.began;
}

function checkSteps(expected: Expected, { steps }: Observed): void {
  const seen = Object.fromEntries(Object.entries(expected.steps ?? {}).map(([name, words]) => [name, inWords(steps.get(name), words)]));
  expect.soft(seen, "steps").toEqual(expected.steps ?? {});
  for (const [name, output] of Object.entries(expected.outputs ?? {})) expect.soft(steps.get(name)?.output, `output of ${name}`).toEqual(atLeast(output));
  expect.soft((expected.order ?? []).filter((order) => !holds(order, steps)), "not in this order").toEqual([]);
  for (const [name, attempts] of Object.entries(expected.attempts ?? {})) expect.soft(steps.get(name)?.attempts.map((attempt) => attempt.status), `attempts of ${name}`).toEqual(attempts);
  for (const [name, effects] of Object.entries(expected.effects ?? {})) {
    const seen = steps.get(name)?.effects;
    if (seen) expect.soft(seen.toSorted(), `effects of ${name}`).toEqual(effects);
  }
  for (const [name, gap] of Object.entries(expected.gap ?? {})) {
    const [first, second] = steps.get(name)?.attempts ?? [];
    expect.soft((second?.began ?? 0) - (first?.ended ?? 0), `gap of ${name}`).toBeGreaterThanOrEqual(gap);
  }
}

function checkRegions(expected: Expected, { regions = {} }: Observed): void {
  for (const [source, wanted] of Object.entries(expected.regions ?? {})) {
    const region = regions[source];
    if (wanted.status !== undefined) expect.soft(region?.status, `region of ${source}`).toBe(wanted.status);
    if (wanted.chunks !== undefined) expect.soft(region?.chunks, `chunks of ${source}`).toBe(wanted.chunks);
    for (const [node, counts] of Object.entries(wanted.counts ?? {})) expect.soft(region?.counts[node], `counts of ${node}`).toMatchObject(counts);
    for (const [node, samples] of Object.entries(wanted.samples ?? {})) expect.soft(region?.samples[node] ?? 0, `samples of ${node}`).toBe(samples);
    if (wanted.rejected !== undefined) expect.soft(region?.rejects.length, `rejects of ${source}`).toBe(wanted.rejected);
    if (wanted.rejects !== undefined) {
      const withKeys = wanted.rejects.some((reject) => reject.split(" ").length > 2);
      const seen = (region?.rejects ?? []).map((reject) => [reject.node, reject.class, ...(withKeys ? [reject.key] : [])].join(" "));
      expect.soft(seen.toSorted(), `rejects of ${source}`).toEqual(wanted.rejects.toSorted());
    }
  }
}

function checkCalls(expected: Expected, { called, calls }: Observed): void {
  for (const [name, count] of Object.entries(expected.calls ?? {})) expect.soft(called.get(name) ?? 0, `calls of ${name}`).toBe(count);
  if (!calls) return;
  const of = (name: string) => calls.get(name) ?? [];
  for (const [name, bodies] of Object.entries(expected.bodies ?? {})) {
    expect.soft(of(name).map(({ body }) => body).toSorted(), `bodies of ${name}`).toEqual(bodies.map((body) => (body === "" ? "" : JSON.stringify(body))).toSorted());
  }
  for (const [name, queries] of Object.entries(expected.queries ?? {})) expect.soft(of(name).map(({ query }) => query), `queries of ${name}`).toEqual(queries);
  for (const [name, count] of Object.entries(expected.keys ?? {})) expect.soft(new Set(of(name).map(({ key }) => key)).size, `keys of ${name}`).toBe(count);
  for (const name of expected.aborted ?? []) expect.soft(of(name).some(({ aborted }) => aborted), `${name} is given up`).toBe(true);
}

function checkStored(expected: Expected, { stored }: Observed): void {
  if (!stored) return;
  for (const word of expected.hidden ?? []) {
    const plain = word.replace(/^!/, "");
    expect.soft(stored.executor.includes(plain), `the executor holds ${plain}`).toBe(false);
    if (word.startsWith("!")) expect.soft(stored.payloads.includes(plain), `payloads hold ${plain}`).toBe(false);
  }
}

/** Holds a run against what the case says of it; whatever the case leaves out is not looked at. */
export function expectRun(expected: Expected, seen: Observed): void {
  if (expected.run !== undefined) expect.soft(seen.run, `the run${seen.error ? ` (${seen.error.code}: ${seen.error.message})` : ""}`).toBe(expected.run);
  if (expected.error !== undefined) expect.soft(seen.error, "error").toMatchObject({ ...expected.error, ...(expected.error.message === undefined ? {} : { message: expect.stringContaining(expected.error.message) }) });
  if (expected.handled !== undefined) expect.soft(seen.handled, "handled errors").toBe(expected.handled);
  if (expected.reason !== undefined) expect.soft(seen.reason, "reason").toBe(expected.reason);
  if (expected.response !== undefined) expect.soft(seen.response, "response").toEqual(atLeast(expected.response));
  if (expected.pattern !== undefined) expect.soft(seen.pattern, "pattern").toBe(expected.pattern);
  if (expected.late !== undefined) expect.soft(seen.late.toSorted(), "late").toEqual(expected.late.toSorted());
  checkSteps(expected, seen);
  if (seen.waits) for (const [name, status] of Object.entries(expected.waits ?? {})) expect.soft(seen.waits[name], `wait of ${name}`).toBe(status);
  if (seen.regions) checkRegions(expected, seen);
  if (seen.cursors) for (const [source, cursor] of Object.entries(expected.cursors ?? {})) expect.soft(seen.cursors[source] ?? null, `cursor of ${source}`).toEqual(atLeast(cursor));
  for (const [name, child] of Object.entries(seen.children ? (expected.children ?? {}) : {})) {
    const run = seen.children?.[name];
    expect.soft(run, `the run that ${name} called`).toBeDefined();
    if (run) expectRun(child as Expected, run);
  }
  if (seen.runs) for (const [flow, count] of Object.entries(expected.runs ?? {})) expect.soft(seen.runs[flow] ?? 0, `runs of ${flow}`).toBe(count);
  checkCalls(expected, seen);
  checkStored(expected, seen);
}
