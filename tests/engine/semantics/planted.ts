import type { Machine } from "./semantic-case.schema.ts";

/** One small change of the sources that breaks a rule, and the machine on which a case of that rule has to notice it. */
export interface PlantedBreak {
  rule: string;
  machine: Machine;
  /** From the root of the project. */
  file: string;
  /** Stands there exactly once. */
  find: string;
  replace: string;
}

/** One for every rule; first those that need no engine. */
export const plantedBreaks: readonly PlantedBreak[] = [
  { rule: "graph-1", machine: "check", file: "lib/flow/check/check-references.ts", find: "!reachable.all.has(target)", replace: "false" },
  { rule: "graph-2", machine: "check", file: "lib/flow/check/check-references.ts", find: "!reachable.certain.has(target) ||", replace: "false ||" },
  { rule: "graph-3", machine: "walk", file: "lib/flow/ports.ts", find: 'return "else";', replace: 'return "yes";' },
  { rule: "graph-4", machine: "walk", file: "lib/flow/walk.ts", find: 'node.settings.onError !== "skip"', replace: 'node.settings.onError === "fail"' },
  { rule: "graph-5", machine: "walk", file: "lib/flow/walk.ts", find: "join.taken.length >= first", replace: "join.taken.length > first" },
  { rule: "graph-6", machine: "walk", file: "lib/flow/walk.ts", find: 'if (outcome.status === "ended") this.#ended ??= { node: id, by: "node" };', replace: "" },
  { rule: "graph-7", machine: "check", file: "lib/flow/check/check-shape.ts", find: "length > nodesAtMost", replace: "length > nodesAtMost + 1" },
  { rule: "graph-8", machine: "check", file: "lib/flow/check/check-answer.ts", find: "if (answered.get(trigger.id) === true) return [];", replace: "return [];" },
  { rule: "region-2", machine: "check", file: "lib/flow/check/check-regions.ts", find: "} else if (sources.length > 1) {", replace: "} else if (sources.length > 2) {" },
  { rule: "region-4", machine: "walk", file: "lib/flow/walk.ts", find: "const done = source.status", replace: "const done = members.length > 9 && source.status" },
  { rule: "region-7", machine: "check", file: "lib/flow/check/check-regions.ts", find: '} else if (records.length > 0 && type.stands === "value") {', replace: '} else if (records.length > 1 && type.stands === "value") {' },

  { rule: "step-1", machine: "embedded", file: "lib/server/engine/advance-run.ts", find: "resolveNow(node, this.#scope, { now: this.#run.now }), startedAt", replace: "resolveNow(node, this.#scope, { now: new Date().toISOString() }), startedAt" },
  { rule: "step-2", machine: "embedded", file: "lib/server/engine/advance-run.ts", find: "if (node.isStep) return this.#track(this.#step(node));", replace: "if (node.isStep) return this.#track(Promise.all([...this.#active]).then(() => this.#step(node)));" },
  { rule: "step-3", machine: "embedded", file: "lib/flow/retry-policy.ts", find: "failed >= policy.attempts", replace: "failed > policy.attempts" },
  { rule: "step-4", machine: "embedded", file: "lib/server/engine/effect-key.ts", find: "key === undefined ? [origin] :", replace: 'key === undefined ? ["", origin].slice(0, 1) :' },
  { rule: "step-5", machine: "embedded", file: "lib/server/engine/action-step.ts", find: 'node: node.id, status: "sent" }', replace: 'node: node.id, status: "refused" }' },
  { rule: "step-6", machine: "embedded", file: "lib/server/payloads/pack-payload.ts", find: 'Buffer.from(JSON.stringify(value), "utf8")', replace: 'Buffer.from(JSON.stringify(value).normalize("NFD"), "utf8")' },
  { rule: "step-7", machine: "embedded", file: "lib/server/runs/start-run.ts", find: "version: flow.liveVersion,", replace: "version: 1," },
  { rule: "step-8", machine: "embedded", file: "lib/server/runs/cancel-run.ts", find: "update effects e set status = 'unknown'", replace: "update effects e set status = 'refused'" },
  { rule: "step-9", machine: "embedded", file: "lib/flow/replay-plan.ts", find: "&& canonicalJson(one.config as Json) === canonicalJson(other.config as Json)", replace: "&& canonicalJson([]) !== canonicalJson(one.config as Json)" },
  { rule: "step-10", machine: "embedded", file: "lib/server/engine/call-step.ts", find: 'port: "out", output: body,', replace: 'port: "out", output: body === null ? 0 : null,' },
  { rule: "region-1", machine: "embedded", file: "lib/pipeline/run-inline.ts", find: 'chunk.make(from, "out", frame, computeInline(node, settings).output);', replace: 'chunk.pass(from, "out", frame);' },
  { rule: "region-3", machine: "embedded", file: "lib/pipeline/record-key.ts", find: "seen.set(content, occurrence);", replace: "" },
  { rule: "region-5", machine: "embedded", file: "lib/pipeline/reject-limit.ts", find: "rejected > count", replace: "rejected >= count" },
  { rule: "region-6", machine: "embedded", file: "lib/pipeline/chunk-bound.ts", find: "records: 10_000", replace: "records: 20_000" },
  { rule: "region-8", machine: "embedded", file: "lib/connectors/http/pages.server.ts", find: 'keepsCursor: ({ since }) => since !== ""', replace: 'keepsCursor: ({ since }) => since === "never"' },
  { rule: "region-9", machine: "embedded", file: "lib/pipeline/chunk.ts", find: "const samplesPerNode = 10;", replace: "const samplesPerNode = 25;" },
  { rule: "test-1", machine: "test-run", file: "lib/server/engine/stand-in.ts", find: '!run.test.send.has(node.id) && effectOf(node.type, input) === "write"', replace: '!run.test.send.has(node.id) && effectOf(node.type, input) === "none"' },
  { rule: "test-2", machine: "embedded", file: "lib/flow/bindings/resolve.ts", find: 'error.code === "cost") throw', replace: 'error.code === "missing") throw' },
  { rule: "sync-1", machine: "embedded", file: "lib/server/answers/drive-here.ts", find: 'end === "lost" ? "lost" : "elsewhere"', replace: 'end === "ended" ? "elsewhere" : "lost"' },
  { rule: "sync-2", machine: "embedded", file: "lib/server/engine/give-answer.ts", find: "!run.hasAnswered && !recorder.hasAnswered", replace: "true" },
  { rule: "sync-3", machine: "embedded", file: "lib/server/answers/answer-key.ts", find: "isSame: row.sent === sent", replace: "isSame: row.sent !== ''" },
  { rule: "event-1", machine: "embedded", file: "lib/flow/event-name.ts", find: 'return parts.length === wanted.length && wanted.every', replace: "return parts.length > wanted.length && wanted.every" },
  { rule: "event-2", machine: "embedded", file: "lib/server/runs/admit-runs.ts", find: "$3 - coalesce(o.n, 0) as places from keys k left join open o on o.key = k.key where k.key is not null and coalesce(o.n, 0) < $3", replace: "$3 as places from keys k left join open o on o.key = k.key where k.key is not null" },
  { rule: "event-3", machine: "embedded", file: "lib/connectors/core/publish.server.ts", find: 'id: id === undefined || id === "" ? context.effectKey : id', replace: "id: `${context.effectKey} ${Math.random()}`" },
  { rule: "event-4", machine: "embedded", file: "lib/server/engine/wait-step.ts", find: 'since: input["since"] === "now" ? startedAt.toISOString() : run.now', replace: "since: startedAt.toISOString()" },
];
