import { deepEqual } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { assert, present } from "#lib/assert.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { isJsonObject, type Json } from "#lib/json.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { createConnection } from "#lib/server/connections/create-connection.ts";
import { updateConnection } from "#lib/server/connections/update-connection.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { deleteFlow } from "#lib/server/flows/delete-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { saveDraft } from "#lib/server/flows/save-draft.ts";
import { testFlow } from "#lib/server/flows/test-flow.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { cancelRun } from "#lib/server/runs/cancel-run.ts";
import { decideWait } from "#lib/server/runs/decide-wait.ts";
import { previewReplay } from "#lib/server/runs/preview-replay.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { replayRun } from "#lib/server/runs/replay-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { nodeId } from "#tests/support/build-document.ts";
import { ownerContext } from "#tests/support/start-engine.ts";
import { expandSketch, type Places, shortNames } from "./expand-sketch.ts";
import type { Lab } from "./lab.ts";
import { isFinal, isNow, parseMoment, type World } from "./moment.ts";
import type { Observed } from "./observed.ts";
import { countRuns, observeRun, readStored } from "./observe-run.ts";
import { inputOf } from "./read-cases.ts";
import { type FullAnswer, ScriptReader } from "./script.ts";
import type { Stage, TargetCall } from "./scripted-target.ts";
import { revisitForm, sendForm, type Shown } from "./send-form.ts";
import type { Act, Expected, SemanticCase, Sketch } from "./semantic-case.schema.ts";

/** What was so when the case said to look, and at its end. */
export interface Look {
  expected: Expected;
  seen: Observed;
}

interface Flow {
  id: string;
  revision: number;
  sketch: Sketch;
}

const patienceMs = Number(process.env["MILLRACE_PATIENCE_MS"] ?? 45_000);
const lookMs = 12;
const self = "self";

/** Of a value, as much as another one names. */
function within(value: Json, wanted: Json): Json {
  if (!isJsonObject(value) || !isJsonObject(wanted)) return value;
  return Object.fromEntries(Object.entries(wanted).map(([key, part]) => [key, within(value[key] ?? null, part)]));
}

/** Plays a case on the real engine: real use cases, a real worker, a real server that answers as the script says. */
export async function playEngine(lab: Lab, one: SemanticCase, machine: "embedded" | "test-run"): Promise<Look[]> {
  const play = new EnginePlay(lab, one, machine);
  try {
    return await play.play();
  } finally {
    await play.leave();
  }
}

class EnginePlay implements Stage {
  readonly #lab: Lab;
  readonly #case: SemanticCase;
  readonly #machine: "embedded" | "test-run";
  readonly #key = `c${randomBytes(5).toString("hex")}`;
  readonly #script: ScriptReader;
  readonly #calls: TargetCall[] = [];
  readonly #released = new Map<string, number>();
  readonly #flows = new Map<string, Flow>();
  readonly #runs: string[] = [];
  readonly #looks: Look[] = [];
  readonly #names = new Map<string, string>();
  readonly #over = new AbortController();
  readonly #callers = new Map<string, Promise<Shown>>();
  #context!: WorkspaceContext;
  #connection: string | undefined;
  #run = "";
  #steps = new Map<string, string>();
  #status = "";

  constructor(lab: Lab, one: SemanticCase, machine: "embedded" | "test-run") {
    this.#lab = lab;
    this.#case = one;
    this.#machine = machine;
    this.#script = new ScriptReader(one.script);
  }

  async play(): Promise<Look[]> {
    await this.#build();
    if (this.#machine === "test-run") await this.#test({ input: inputOf(this.#case), mocks: this.#case.mocks, send: this.#case.send, upTo: this.#case.upTo });
    else if (this.#case.starts === "hand") await this.#start(inputOf(this.#case));
    for (const act of this.#case.acts) await this.#perform(act);
    await this.#untilAllEnded();
    const expected = { ...this.#case.expect, ...this.#case.on[this.#machine] };
    this.#looks.push({ expected, seen: await this.#observe(expected) });
    return this.#looks;
  }

  /** Nothing of the case goes on: answers that are held are given up, runs that are open are cancelled. */
  async leave(): Promise<void> {
    this.#over.abort();
    this.#lab.target.stages.delete(this.#key);
    for (const run of this.#runs) await cancelRun(this.#context, { run }).catch(() => undefined);
  }

  async answer(call: TargetCall): Promise<FullAnswer> {
    this.#calls.push(call);
    const answer = this.#script.next(call.node, call.id);
    if (answer.until !== undefined) await this.#until(answer.until, Infinity);
    if (answer.takes !== undefined) await delay(answer.takes, undefined, { signal: this.#over.signal });
    return answer;
  }

  async #build(): Promise<void> {
    const { pool } = this.#lab.database;
    const workspace = { id: newId("workspace"), slug: this.#key, name: this.#case.id };
    await pool.query("insert into workspaces (id, slug, name) values ($1, $2, $3)", [workspace.id, workspace.slug, workspace.name]);
    this.#context = ownerContext(workspace);
    this.#lab.target.stages.set(this.#key, this);
    if (this.#case.secret !== undefined) {
      const made = await createConnection(this.#context, { name: "Target", allowedHosts: [this.#lab.target.address], credential: { kind: "http/bearer", token: this.#case.secret } });
      this.#connection = made.id;
    }
    const sketches = { ...this.#case.flows, [self]: { nodes: this.#case.nodes, edges: this.#case.edges, more: this.#case.more, document: this.#case.document } };
    for (const [name, sketch] of Object.entries(sketches)) {
      const { id, draftRevision } = await createFlow(this.#context, { name });
      this.#flows.set(name, { id, revision: draftRevision, sketch });
    }
    for (const name of this.#flows.keys()) {
      await this.#save(name);
      if (name !== self || this.#machine === "embedded") await this.#publish(name);
    }
  }

  get #patienceMs(): number {
    return this.#lab.patienceMs ?? patienceMs;
  }

  get #places(): Places {
    return {
      base: this.#lab.target.base(this.#key),
      flow: (name) => this.#flows.get(name)?.id ?? `flow_${name}`,
      ...(this.#connection === undefined ? {} : { connection: this.#connection }),
    };
  }

  #flow(name: string = self): Flow {
    return present(this.#flows.get(name), `the flow ${name}`);
  }

  async #save(name: string): Promise<void> {
    const flow = this.#flow(name);
    for (const [id, short] of shortNames(flow.sketch)) this.#names.set(id, short);
    const saved = await saveDraft(this.#context, { flow: flow.id, baseRevision: flow.revision, document: expandSketch(flow.sketch, this.#places) });
    flow.revision = saved.draftRevision;
  }

  async #publish(name: string, cursors?: Record<string, "keep" | "start-over">): Promise<void> {
    const flow = this.#flow(name);
    const byId = cursors && Object.fromEntries(Object.entries(cursors).map(([node, choice]) => [nodeId(node), choice]));
    await publishFlow(this.#context, { flow: flow.id, baseRevision: flow.revision, message: "", cursors: byId });
  }

  #turnTo(run: string): void {
    this.#run = run;
    if (!this.#runs.includes(run)) this.#runs.push(run);
    this.#steps.clear();
    this.#status = "";
  }

  async #start(input: Json): Promise<void> {
    this.#turnTo((await startRun(this.#context, { flow: this.#flow().id, input })).run);
  }

  get #isForm(): boolean {
    const trigger = this.#case.nodes["t"];
    return (typeof trigger === "string" ? trigger : trigger?.type) === "core/form";
  }

  async #path(): Promise<string> {
    const { rows } = await this.#lab.database.pool.query<{ path: string }>("select hook_path as path from flows where id = $1", [this.#flow().id]);
    return rows[0]?.path ?? "";
  }

  async #call({ body, key }: Extract<Act, { do: "call" }>): Promise<Shown> {
    const path = await this.#path();
    if (this.#isForm) return await sendForm(path, body, key);
    const headers = { "content-type": "application/json", ...(key === undefined ? {} : { "idempotency-key": key }) };
    const { reply } = await receiveHook({ method: "POST", path, query: new URLSearchParams(), headers, body: Buffer.from(JSON.stringify(body)) });
    return { ...present(reply, "a flow that answers"), later: null };
  }

  /** A page names no run: the newest one is its. */
  async #newestRun(): Promise<string | undefined> {
    const { rows } = await this.#lab.database.pool.query<{ id: string }>("select id from runs where flow_id = $1 order by id desc limit 1", [this.#flow().id]);
    return rows[0]?.id;
  }

  async #revisit({ as, says, status }: Extract<Act, { do: "revisit" }>): Promise<void> {
    const { later } = await present(this.#callers.get(as), `the caller ${as}`);
    const page = await revisitForm(await this.#path(), present(later, "where the answer will be"));
    deepEqual([as, page.status, page.body.includes(says) || page.body], [as, status, true]);
  }

  async #answered({ as, body, replayed, says, status }: Extract<Act, { do: "answered" }>): Promise<void> {
    const reply = await present(this.#callers.get(as), `the caller ${as}`);
    const given: Json = reply.body === "" ? null : (JSON.parse(reply.body) as Json);
    deepEqual([as, reply.status, body === undefined ? null : within(given, body)], [as, status, body ?? null]);
    if (says !== undefined) deepEqual(String(given).includes(says) || given, true);
    if (replayed !== undefined) deepEqual(reply.headers["idempotency-replayed"] === "true", replayed);
    const run = reply.headers["millrace-run"] ?? (this.#isForm ? await this.#newestRun() : undefined);
    if (run !== undefined) this.#turnTo(run);
  }

  async #test({ mocks = {}, send = [], upTo, input }: { mocks?: SemanticCase["mocks"]; send?: string[] | undefined; upTo?: string | undefined; input: Json }): Promise<void> {
    const byId = Object.fromEntries(Object.entries(mocks).map(([node, value]) => [nodeId(node), { value }]));
    const { run } = await testFlow(this.#context, { flow: this.#flow().id, input, mocks: byId as never, send: send.map(nodeId), ...(upTo === undefined ? {} : { upTo: nodeId(upTo) }) });
    this.#turnTo(run);
  }

  async #refresh(): Promise<void> {
    const { rows } = await this.#lab.database.pool.query<{ run: string; status: string; node: string | null; step: string | null }>(
      "select r.id as run, r.status, s.node_id as node, s.status as step from runs r left join step_runs s on s.workspace_id = r.workspace_id and s.run_id = r.id where r.workspace_id = $1 order by (r.id = $2)",
      [this.#context.workspace.id, this.#run],
    );
    // The run that the case is about comes last: what it has of a name counts, else what another run has.
    for (const row of rows) {
      if (row.run === this.#run) this.#status = row.status;
      if (row.node !== null && row.step !== null) this.#steps.set(row.node, row.step);
    }
  }

  get #world(): World {
    return {
      called: (node, id) => this.#calls.filter((call) => call.node === node && (id === undefined || call.id === id)).length + (this.#released.get(node) ?? 0),
      step: (node) => this.#steps.get(nodeId(node)),
      run: () => this.#status,
    };
  }

  async #until(text: string, patience: number = this.#patienceMs): Promise<void> {
    const moment = parseMoment(text);
    for (const deadline = Date.now() + patience; ; await delay(lookMs, undefined, { signal: this.#over.signal })) {
      if (moment.kind === "step" || moment.kind === "run") await this.#refresh();
      if (isNow(moment, this.#world)) return;
      if (Date.now() > deadline) throw new Error(`Waited in vain until ${text}; the run is ${this.#status}, its steps are ${[...this.#steps].map(([id, step]) => `${this.#names.get(id) ?? id} ${step}`).join(", ")}`);
    }
  }

  async #untilAllEnded(): Promise<void> {
    for (const deadline = Date.now() + this.#patienceMs; ; await delay(lookMs)) {
      const { rows } = await this.#lab.database.pool.query<{ id: string; status: string }>("select id, status from runs where workspace_id = $1", [this.#context.workspace.id]);
      const open = rows.filter(({ status }) => !isFinal(status));
      if (open.length === 0) return;
      if (Date.now() < deadline) continue;
      await this.#refresh();
      throw new Error(`Not ended: ${open.map(({ id, status }) => `${id === this.#run ? "the run" : "another run"} is ${status}`).join(", ")}; steps are ${[...this.#steps].map(([id, step]) => `${this.#names.get(id) ?? id} ${step}`).join(", ")}`);
    }
  }

  async #observe(expected: Expected): Promise<Observed> {
    const { pool } = this.#lab.database;
    const seen = await observeRun(this.#context, this.#run, (id) => this.#names.get(id) ?? id);
    const calls = Map.groupBy(this.#calls, (call) => call.node);
    const flows = new Map([...this.#flows].map(([name, { id }]) => [id, name]));
    return {
      ...seen,
      calls,
      called: new Map([...calls].map(([node, list]) => [node, list.length])),
      ...(expected.runs === undefined ? {} : { runs: await countRuns(pool, this.#context.workspace.id, (id) => flows.get(id) ?? id) }),
      ...(expected.hidden === undefined ? {} : { stored: await readStored(pool, this.#context.workspace.id) }),
    };
  }

  async #expectFailure(code: string | undefined, work: Promise<unknown>): Promise<void> {
    if (code === undefined) return void (await work);
    const error: unknown = await work.then(() => null, (thrown: unknown) => thrown);
    if (error !== null && !AppError.is(error)) throw error;
    deepEqual(error?.code ?? "it was allowed", code);
  }

  async #perform(act: Act): Promise<void> {
    if (act.when !== undefined) await this.#until(act.when);
    if ("script" in act && act.script !== undefined) this.#script.change(act.script);
    switch (act.do) {
      case "wait":
        return;
      case "release":
        return void this.#released.set(act.node, (this.#released.get(act.node) ?? 0) + 1);
      case "look":
        return void this.#looks.push({ expected: act.expect, seen: await this.#observe(act.expect) });
      case "kill":
        return await present(this.#lab.kill, "a worker that can be killed")();
      case "turn-to":
        return this.#turnTo(present(this.#runs[act.run - 1], `run ${act.run}`));
      case "cancel":
        return await this.#expectFailure(act.fails, cancelRun(this.#context, { run: this.#run }));
      case "call":
        return void this.#callers.set(act.as, this.#call(act));
      case "answered":
        return await this.#answered(act);
      case "revisit":
        return await this.#revisit(act);
      case "publish":
        return void (await publishEvents(this.#context, { events: [{ name: act.event, data: act.data, ...(act.id === undefined ? {} : { id: act.id }) }] }));
      case "decide":
        return await this.#decide(act);
      case "edit":
        return await this.#expectFailure(act.fails, this.#edit(act));
      case "delete-flow":
        return await this.#expectFailure(act.fails, deleteFlow(this.#context, { flow: this.#flow(act.flow).id }));
      case "set-secret": {
        const connection = present(this.#connection, "a connection");
        return void (await updateConnection(this.#context, { connection, credential: { kind: "http/bearer", token: act.secret } }));
      }
      case "start":
        return await this.#start(act.input ?? inputOf(this.#case));
      case "test":
        return await this.#test({ input: act.input ?? inputOf(this.#case), mocks: act.mocks, send: act.send, upTo: act.upTo });
      case "replay": {
        const { from, version = "same", input, again = false } = act;
        const work = replayRun(this.#context, { run: this.#run, version, again, ...(from === undefined ? {} : { from: nodeId(from) }), ...(input === undefined ? {} : { input }) });
        if (act.fails !== undefined) return await this.#expectFailure(act.fails, work);
        return this.#turnTo((await work).run);
      }
      case "preview":
        return await this.#preview(act);
    }
  }

  async #decide(act: Extract<Act, { do: "decide" }>): Promise<void> {
    const { waits } = await readRun(this.#context, { run: this.#run });
    const wait = waits.findLast(({ node }) => node === nodeId(act.node));
    assert(wait, `${act.node} asks something`);
    await this.#expectFailure(act.fails, decideWait(this.#context, { run: this.#run, wait: wait.id, decision: act.decision, comment: act.comment ?? "" }));
  }

  async #edit({ flow = self, nodes, edges, cursors, draftOnly }: Extract<Act, { do: "edit" }>): Promise<void> {
    const edited = this.#flow(flow);
    edited.sketch = { ...edited.sketch, nodes: { ...edited.sketch.nodes, ...nodes }, edges: edges ?? edited.sketch.edges };
    await this.#save(flow);
    if (draftOnly !== true) await this.#publish(flow, cursors);
  }

  async #preview({ from, version = "same", expect: wanted }: Extract<Act, { do: "preview" }>): Promise<void> {
    const preview = await previewReplay(this.#context, { run: this.#run, version, ...(from === undefined ? {} : { from: nodeId(from) }) });
    const named = (ids: readonly string[]): string[] => ids.map((id) => this.#names.get(id) ?? id).toSorted();
    const confirmed = Object.fromEntries(preview.confirmed.map(({ node, count }) => [this.#names.get(node) ?? node, count]));
    const seen = { reused: named(preview.reused), again: named(preview.again), confirmed };
    deepEqual(seen, { ...seen, ...wanted });
  }
}
