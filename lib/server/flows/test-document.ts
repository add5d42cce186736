import type { PoolClient } from "pg";
import { AppError } from "#lib/errors.ts";
import { compile } from "#lib/flow/compile.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { type Mock, packTestOptions } from "../engine/test-options.ts";
import { copyPayloads } from "../payloads/copy-payloads.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { pollTrigger } from "../polls/poll-settings.ts";
import { wouldTake } from "../polls/would-take.ts";
import { runtime } from "../runtime.ts";
import { insertRun } from "../runs/insert-run.ts";
import { triggerInput } from "../runs/trigger-input.ts";
import { keepPayload } from "../samples/keep-payload.ts";
import { sampleValues } from "../samples/test-mocks.ts";
import { transaction } from "../transaction.ts";
import { demandOwnConnections } from "./demand-own-connections.ts";
import { type GivenStep, recordedRun, testPart, type TestScope } from "./test-part.ts";
import { usableNodeTypes } from "./usable-node-types.ts";

interface TestInput extends TestScope {
  flow: string;
  input?: Json | undefined;
  /** Of the trigger, instead of `input`. */
  sample?: string | undefined;
  /** Steps that are said to have one. */
  mocks?: readonly string[] | undefined;
  send?: readonly string[] | undefined;
}

const giveSteps = `
insert into step_runs (bucket, workspace_id, run_id, node_id, status, port, input, output, error, reused, simulated, taint)
select $4::int, $1, $2, g.node, g.status, g.port, g.input, g.output, g.error, true, g.simulated, g.taint
from jsonb_to_recordset($3::jsonb) as g (node text, status text, port text, input text, output text, error jsonb, simulated boolean, taint jsonb)`;

async function give(client: PoolClient, workspaceId: string, run: { id: string; bucket: number }, steps: readonly GivenStep[], from: number): Promise<void> {
  if (steps.length === 0) return;
  for (const { output } of steps) if (output !== null && typeof output !== "string") await keepPayload(client, workspaceId, output, run.bucket);
  await copyPayloads(client, workspaceId, from, run.bucket, steps.flatMap(({ input, output }) => [input, typeof output === "string" ? output : null]));
  const rows = steps.map(({ output, taint, ...step }) => ({ ...step, output: typeof output === "string" ? output : (output?.hash ?? null), taint: taint.length > 0 ? taint : null }));
  await client.query({ name: "give-steps", text: giveSteps, values: [workspaceId, run.id, JSON.stringify(rows), run.bucket] });
}

/** What the trigger gives: said here, a sample, what the recorded run began with, or its own sample. */
async function beginWith(context: WorkspaceContext, document: FlowDocument, input: TestInput, recorded: { input: string | null; bucket: number } | null): Promise<Json> {
  if (input.input !== undefined) return triggerInput(document, input.input);
  if (input.sample !== undefined) return triggerInput(document, (await sampleValues(context.workspace.id, input.flow, [input.sample])).get(input.sample)?.value);
  const polling = document.nodes.find(({ type }) => type === pollTrigger);
  if (recorded?.input == null) return triggerInput(document, polling ? await wouldTake(context.workspace.id, input.flow, polling) : undefined);
  return triggerInput(document, (await readPayloads(runtime().pool, { workspaceId: context.workspace.id, bucket: recorded.bucket }, [recorded.input])).get(recorded.input));
}

function demandKnown(document: FlowDocument, input: TestInput): void {
  const scopes = [input.upTo, input.only, input.from].filter((node) => node !== undefined);
  if (scopes.length > 1) throw new AppError("invalid", "Test up to a step, only a step or from a step: name one of them.");
  const known = new Set(document.nodes.map((node) => node.id));
  const unknown = [...scopes, ...(input.send ?? []), ...(input.mocks ?? [])].find((node) => !known.has(node));
  if (unknown !== undefined) throw new AppError("invalid", `There is no step ${unknown} in the draft.`);
}

/**
 * Runs a document of a flow, or a part of it, without writing anything outside (SEMANTICS test-1); only the steps in
 * `send` really do.
 * @param mocksOf what stands in for steps; asked once the rest is known to be right.
 * @throws AppError precondition with the issues that keep the document from running, or the results that a part needs.
 */
export async function testDocument(context: WorkspaceContext, document: FlowDocument, input: TestInput, mocksOf: () => Promise<{ [node: string]: Mock }>): Promise<{ run: string }> {
  const workspaceId = context.workspace.id;
  const compiled = compile(document, usableNodeTypes());
  if (!compiled.ok) {
    const issues = compiled.problem;
    throw new AppError("precondition", `The draft cannot run yet: ${issues[0]?.message ?? ""}`, { details: issues });
  }
  demandKnown(document, input);
  await demandOwnConnections(database(), workspaceId, document);
  const mocks = await mocksOf();
  const recorded = input.run === undefined ? null : await recordedRun(workspaceId, input.flow, input.run);
  const { part, given } = testPart(compiled.value, input, mocks, recorded?.steps ?? []);
  const begin = await beginWith(context, document, input, recorded);
  const options = packTestOptions({ ...(part ? { part } : {}), mocks, send: new Set(input.send) });
  const id = newId("run");
  await transaction(async (client) => {
    const bucket = await insertRun(client, {
      workspaceId, id, flowId: input.flow, version: null, snapshot: packPayload(document as unknown as Json), options: packPayload(options), startedBy: actorName(context.actor),
      pattern: compiled.value.pattern, origin: id, input: packPayload(begin), replayOf: null,
    });
    await give(client, workspaceId, { id, bucket }, given, recorded?.bucket ?? 0);
  });
  runtime().driver.wake();
  return { run: id };
}
