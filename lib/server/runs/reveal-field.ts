import { attemptsOf, findRun, pageOfRejects, regionsOf, type RunRow, stepRunsOf } from "#db/queries/runs.ts";
import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { revealField as contract } from "#lib/contracts/runs.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { projectRejects } from "../projection/project-rejects.ts";
import { projectRun } from "../projection/project-runs.ts";
import { inFull, type Projector } from "../projection/projector.ts";
import { runtime } from "../runtime.ts";
import { runDocument } from "./run-document.ts";
import { runNotFound } from "./run-answer.ts";

type Input = InputOf<typeof contract>;

function nothingThere(): AppError {
  return new AppError("precondition", "There is nothing hidden at that place of this run. Read the run again: its rules may have changed.");
}

async function stored(run: RunRow, hash: string | null | undefined): Promise<Json | undefined> {
  return hash == null ? undefined : (await readPayloads(runtime().pool, run, [hash])).get(hash);
}

/** What is asked for, as it is stored; undefined when the run has no such thing. */
async function valueAt(run: RunRow, { node, part, attempt }: Input): Promise<Json | undefined> {
  if (node === null) {
    if (texts.has(part)) return run.error?.message;
    if (part === "reason") return run.reason ?? undefined;
    return part === "input" || part === "response" ? await stored(run, run[part]) : undefined;
  }
  switch (part) {
    case "exchange":
      return await stored(run, (await attemptsOf(database(), run)).find((one) => one.nodeId === node && one.number === attempt)?.exchange);
    case "samples": {
      const regions = await regionsOf(database(), run.workspaceId, run.id);
      return regions.map(({ samples }) => (JSON.parse(samples) as Record<string, Json>)[node]).find((records) => records !== undefined);
    }
    case "input":
    case "output":
    case "planned":
    case "logs":
    case "error": {
      const step = (await stepRunsOf(database(), run)).find((one) => one.nodeId === node);
      return part === "error" ? step?.error?.message : await stored(run, step?.[part]);
    }
    default:
      return undefined;
  }
}

interface Found {
  value: Json | undefined;
  project: Projector;
}

/** The rejected record, or its message, with what hides fields in it. */
async function rejectAt(context: WorkspaceContext, run: RunRow, { node, part, seq = 0 }: Input): Promise<Found> {
  const [row] = node === null ? [] : await pageOfRejects(database(), run.workspaceId, run.id, node, seq - 1, 1);
  const project = (await projectRejects(context, run))(row ?? { record: "null" });
  const value = row?.seq !== seq ? undefined : part === "reject" ? (JSON.parse(row.record) as Json) : row.error.message;
  return { value, project };
}

const texts: ReadonlySet<Input["part"]> = new Set(["error", "reason", "reject-error"]);

/** A log and a message are given as a whole; of values the one field that was asked for. */
function pick(project: Projector, value: Json, { part, path }: Input): Json | undefined {
  if (part === "logs") return Array.isArray(value) && value.some((line) => project.text(String(line)) !== String(line)) ? value : undefined;
  if (texts.has(part)) return project.text(String(value)) === value ? undefined : value;
  return project.hidden(value).find((field) => field.path.length === path.length && field.path.every((name, index) => name === path[index]))?.value;
}

/** Shows one hidden field to a person, and writes down who saw what and why before they do. @throws AppError not_found, or precondition when it is not hidden */
export async function revealField(context: WorkspaceContext, input: Input): Promise<AnswerOf<typeof contract>> {
  demand(context, "runs:reveal");
  const found = await findRun(database(), context.workspace.id, input.run);
  if (!found) throw runNotFound();
  const ofReject = input.part === "reject" || input.part === "reject-error";
  const { value, project } = ofReject ? await rejectAt(context, found.run, input) : { value: await valueAt(found.run, input), project: await projectRun(context, found.run) };
  const revealed = value === undefined ? undefined : pick(project, value, input);
  if (revealed === undefined) throw nothingThere();
  const { node, part, attempt, seq, path, reason } = input;
  const step = node === null ? null : ((await runDocument(found.run)).nodes.find(({ id }) => id === node)?.name ?? node);
  await audit(database(), context, "run.reveal", input.run, { flow: found.run.flowId, node, step, part, ...(attempt === undefined ? {} : { attempt }), ...(seq === undefined ? {} : { seq }), path, reason });
  return { value: inFull(revealed) };
}
