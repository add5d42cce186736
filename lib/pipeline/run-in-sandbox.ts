import { StepError } from "#lib/connectors/step-error.ts";
import { AppError } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import type { SandboxError, SandboxJob, SandboxResult } from "#lib/sandbox/sandbox-job.ts";
import { jsonChars } from "./json-chars.ts";
import { ChunkFailed } from "./region-error.ts";
import { describeFault, type RegionContext } from "./region-context.ts";

const batchRecords = 200;
const batchChars = 4 * 1024 * 1024;

/** What one record of a batch may use up for those after it. */
function isShared({ code }: SandboxError): boolean {
  return code === "SANDBOX_TIMEOUT" || code === "SANDBOX_OUTPUT" || code === "SANDBOX_MEMORY";
}

function batchFrom<Input extends Json>(inputs: readonly Input[], from: number): Input[] {
  const batch: Input[] = [];
  let chars = 0;
  for (let index = from; index < inputs.length && batch.length < batchRecords && chars < batchChars; index += 1) {
    const input = inputs[index];
    if (input === undefined) break;
    batch.push(input);
    chars += jsonChars(input);
  }
  return batch;
}

/**
 * One result a record. A batch ends before the first record that ran out of time, memory or room, and the next one begins
 * with it, so that it is judged alone.
 */
export async function runInSandbox<Input extends Json>(context: RegionContext, node: string, inputs: readonly Input[], jobOf: (batch: Input[]) => SandboxJob, timeoutMs: number): Promise<SandboxResult[]> {
  const results: SandboxResult[] = [];
  while (results.length < inputs.length) {
    const answers = await run(context, node, jobOf(batchFrom(inputs, results.length)), timeoutMs);
    const cut = answers.findIndex((answer) => !answer.ok && isShared(answer.error));
    results.push(...(cut < 0 ? answers : answers.slice(0, Math.max(1, cut))));
  }
  return results;
}

async function run({ deps, held, signal }: RegionContext, node: string, job: SandboxJob, timeoutMs: number): Promise<SandboxResult[]> {
  try {
    return await deps.sandbox.run(held.workspaceId, job, { limits: { timeoutMs }, signal });
  } catch (error) {
    if (signal.aborted || !AppError.is(error)) throw error;
    throw new ChunkFailed(describeFault({ deps, held }, new StepError("transient", "sandbox_unavailable", error.message, { cause: error }), node));
  }
}

/** An expression that failed there, as the record that it befell shows it. */
export function expressionFailure({ code, message, cel }: SandboxError): StepError {
  return cel?.code === "missing" ? new StepError("reference_missing", "reference_missing", message) : new StepError("validation", code, message);
}

/** The same for a person's code. */
export function codeFailure({ code, message, line }: SandboxError): StepError {
  return new StepError("fatal", code, line === undefined ? message : `${message} (line ${line})`);
}
