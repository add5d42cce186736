import { attemptsOf, childrenOf, countRejects, type EffectCount, effectsOf, findRun, payloadsByHash, regionsOf, stepRunsOf, waitsOf } from "#db/queries/runs.ts";
import type { Region, RunDetail, StepRun, Wait } from "#lib/contracts/runs.schema.ts";
import { graphOf } from "#lib/flow/graph.ts";
import type { Json } from "#lib/json.ts";
import { readAsk } from "../approvals/approval-ask.ts";
import { approvalToken, approvalUrl } from "../approvals/approval-link.ts";
import { askAnswer } from "../approvals/ask-answer.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand, may } from "../demand.ts";
import { plainText, type Projector } from "../projection/projector.ts";
import { projectRun } from "../projection/project-runs.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { runtime } from "../runtime.ts";
import { inlineBytes, payloadReader } from "./payload-answer.ts";
import { runAnswer, runNotFound } from "./run-answer.ts";
import { runDocument } from "./run-document.ts";

/** Values shown with the run, all together; the rest is named by its size. */
const totalInlineBytes = 4 * 1024 * 1024;

function effectStates(counts: readonly EffectCount[]): StepRun["effects"] {
  const of = (status: EffectCount["status"]): number => counts.find((count) => count.status === status)?.total ?? 0;
  return { sent: of("sent"), confirmed: of("confirmed"), refused: of("refused"), unknown: of("unknown") };
}

type WaitRow = Awaited<ReturnType<typeof waitsOf>>[number];

export function waitAnswer(wait: WaitRow, project: Projector, more: Pick<Wait, "details" | "ask" | "link">): Wait {
  return {
    id: wait.id, node: wait.nodeId, kind: wait.kind, name: wait.kind === "approval" ? project.text(wait.name) : plainText(wait.name), status: wait.status, ...more,
    createdAt: wait.createdAt.toISOString(), expiresAt: wait.expiresAt?.toISOString() ?? null,
  };
}

/** The link decides, so only those who may decide get it. */
function linkOf(context: WorkspaceContext, wait: WaitRow): string | null {
  if (wait.tokenHash === null || wait.status !== "open" || !may(context, "runs:start")) return null;
  return approvalUrl(approvalToken(wait.workspaceId, wait.runId, wait.nodeId));
}

function regionAnswer(region: Awaited<ReturnType<typeof regionsOf>>[number], rejects: number, project: Projector): Region {
  const samples = JSON.parse(region.samples) as Record<string, Json[]>;
  return {
    source: region.nodeId, status: region.status, chunks: region.chunk, rejects, counts: region.counts,
    samples: Object.fromEntries(Object.entries(samples).map(([node, records]) => [node, project.payload(records, Buffer.byteLength(JSON.stringify(records)))])), cursor: region.cursor == null ? null : project.value(region.cursor),
    error: region.error && project.error(region.error), startedAt: region.startedAt.toISOString(), updatedAt: region.updatedAt.toISOString(),
  };
}

/** As its reader may see it: without fields under a rule; of a viewer, shapes for values (SEMANTICS step-6). */
export async function readRun(context: WorkspaceContext, input: { run: string }): Promise<RunDetail> {
  demand(context, "runs:read");
  const db = database();
  const workspaceId = context.workspace.id;
  const found = await findRun(db, workspaceId, input.run);
  if (!found) throw runNotFound();
  const { run } = found;
  const [document, steps, attempts, waits, regions, rejects, effects, children] = await Promise.all([
    runDocument(run),
    stepRunsOf(db, run),
    attemptsOf(db, run),
    waitsOf(db, workspaceId, run.id),
    regionsOf(db, workspaceId, run.id),
    countRejects(db, workspaceId, run.id),
    effectsOf(db, workspaceId, run.id),
    childrenOf(db, workspaceId, run.id),
  ]);
  const hashes = [
    run.input, run.response, ...waits.map((wait) => wait.details),
    ...steps.flatMap((step) => [step.input, step.output, step.planned]), ...attempts.map((attempt) => attempt.exchange),
  ];
  const stored = await payloadsByHash(db, run, hashes.filter((hash) => hash !== null), inlineBytes);
  const project = await projectRun(context, run);
  // In full whatever their size: a form that is not whole cannot be filled in.
  const asks = project.seesValues ? await readPayloads(runtime().pool, run, waits.flatMap((wait) => wait.ask ?? [])) : new Map<string, Json>();
  const payload = payloadReader(stored, project, totalInlineBytes);
  // What code logs is bounded where it runs, so that it is shown whole.
  const logged = project.seesValues ? await readPayloads(runtime().pool, run, steps.flatMap((step) => step.logs ?? [])) : new Map<string, Json>();
  const value = (hash: string | null): Wait["details"] => {
    const read = payload(hash);
    if (read?.kind !== "shape") return read?.kind === "inline" ? read.value : null;
    // Nothing has no shape.
    return read.size > "null".length ? read.shape : null;
  };

  const attemptsOfNode = Map.groupBy(attempts, (attempt) => attempt.nodeId);
  const effectsOfNode = Map.groupBy(effects, (effect) => effect.node);
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const place = new Map(graphOf(document).order.map((id, index) => [id, index]));
  const answers = steps.map((step): StepRun => {
    const logs = step.logs === null ? null : logged.get(step.logs);
    return {
      node: step.nodeId,
      name: nodes.get(step.nodeId)?.name ?? step.nodeId,
      type: nodes.get(step.nodeId)?.type ?? "",
      status: step.status,
      port: step.port,
      error: step.error && project.error(step.error),
      input: payload(step.input),
      output: payload(step.output),
      reused: step.reused,
      simulated: step.simulated,
      late: step.late,
      planned: payload(step.planned),
      dueAt: step.dueAt?.toISOString() ?? null,
      childRun: step.childRunId,
      logs: Array.isArray(logs) ? logs.map((line) => project.text(String(line))) : [],
      counts: step.counts,
      effects: effectStates(effectsOfNode.get(step.nodeId) ?? []),
      startedAt: step.startedAt?.toISOString() ?? null,
      finishedAt: step.finishedAt?.toISOString() ?? null,
      attempts: (attemptsOfNode.get(step.nodeId) ?? []).map((attempt) => ({
        number: attempt.number,
        status: attempt.status,
        error: attempt.error && project.error(attempt.error),
        exchange: payload(attempt.exchange),
        startedAt: attempt.startedAt.toISOString(),
        finishedAt: attempt.finishedAt?.toISOString() ?? null,
        nextAt: attempt.nextAt?.toISOString() ?? null,
      })),
    };
  });
  return {
    ...runAnswer(found, project, [...rejects.values()].reduce((sum, total) => sum + total, 0)),
    document,
    input: payload(run.input),
    response: payload(run.response),
    steps: answers.toSorted((a, b) => (place.get(a.node) ?? 0) - (place.get(b.node) ?? 0)),
    waits: waits.map((wait) => waitAnswer(wait, project, {
      details: wait.kind === "event" ? null : value(wait.details), ask: wait.kind === "approval" ? askAnswer(readAsk(asks.get(wait.ask ?? "")), project) : null, link: linkOf(context, wait),
    })),
    regions: regions.map((region) => regionAnswer(region, rejects.get(region.nodeId) ?? 0, project)),
    children: children.map((child) => ({ run: child.run, node: child.node ?? "", status: child.status })),
  };
}
