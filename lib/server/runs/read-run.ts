import { findVersion } from "#db/queries/flows.ts";
import { attemptsOf, findRun, payloadsByHash, stepRunsOf } from "#db/queries/runs.ts";
import type { Payload, RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import { graphOf } from "#lib/flow/graph.ts";
import { unpackPayload } from "../payloads/pack-payload.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand, may } from "../demand.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import { runAnswer, runNotFound } from "./run-answer.ts";

/** Larger values are fetched one by one. */
const inlineBytes = 64 * 1024;

type Stored = Awaited<ReturnType<typeof payloadsByHash>>;

/** Values shown with the run, all together; the rest is named by its size. */
const totalInlineBytes = 4 * 1024 * 1024;

function payloadAnswer(hash: string | null, stored: Stored, visible: boolean, budget: { left: number }): Payload | null {
  const found = hash === null ? undefined : stored.get(hash);
  if (!found) return null;
  if (!visible) return { kind: "hidden", size: found.size };
  if (found.body === null || found.size > budget.left) return { kind: "large", size: found.size, preview: "" };
  budget.left -= found.size;
  return { kind: "inline", value: unpackPayload({ codec: found.codec, body: found.body }), size: found.size };
}

/** Members who may not see payloads get the run without values (SEMANTICS step-6); viewers may not. */
export async function readRun(context: WorkspaceContext, input: { run: string }): Promise<RunDetail> {
  demand(context, "runs:read");
  const db = database();
  const workspaceId = context.workspace.id;
  const found = await findRun(db, workspaceId, input.run);
  if (!found) throw runNotFound();
  const [version, steps, attempts] = await Promise.all([
    findVersion(db, workspaceId, found.run.flowId, found.run.version),
    stepRunsOf(db, workspaceId, found.run.id),
    attemptsOf(db, workspaceId, found.run.id),
  ]);
  const document = storedDocument(version?.document);
  const hashes = [found.run.input, ...steps.flatMap((step) => [step.input, step.output]), ...attempts.map((attempt) => attempt.exchange)];
  const stored = await payloadsByHash(db, workspaceId, hashes.filter((hash) => hash !== null), inlineBytes);
  const visible = may(context, "runs:payload");

  const budget = { left: totalInlineBytes };
  const attemptsOfNode = Map.groupBy(attempts, (attempt) => attempt.nodeId);
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const place = new Map(graphOf(document).order.map((id, index) => [id, index]));
  const answers = steps.map((step): StepRun => ({
    node: step.nodeId,
    name: nodes.get(step.nodeId)?.name ?? step.nodeId,
    type: nodes.get(step.nodeId)?.type ?? "",
    status: step.status,
    port: step.port,
    error: step.error,
    input: payloadAnswer(step.input, stored, visible, budget),
    output: payloadAnswer(step.output, stored, visible, budget),
    startedAt: step.startedAt?.toISOString() ?? null,
    finishedAt: step.finishedAt?.toISOString() ?? null,
    attempts: (attemptsOfNode.get(step.nodeId) ?? []).map((attempt) => ({
        number: attempt.number,
        status: attempt.status,
        error: attempt.error,
        exchange: payloadAnswer(attempt.exchange, stored, visible, budget),
        startedAt: attempt.startedAt.toISOString(),
        finishedAt: attempt.finishedAt?.toISOString() ?? null,
        nextAt: attempt.nextAt?.toISOString() ?? null,
      })),
  }));
  return {
    ...runAnswer(found),
    document,
    input: payloadAnswer(found.run.input, stored, visible, budget),
    steps: answers.toSorted((a, b) => (place.get(a.node) ?? 0) - (place.get(b.node) ?? 0)),
  };
}
