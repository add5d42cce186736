import type { SandboxError, SandboxLimits } from "./sandbox-job.ts";

export const deepest = 64;

function inUnits(bytes: number): string {
  return bytes >= 1 << 20 ? `${Math.round(bytes / (1 << 20))} MiB` : `${Math.round(bytes / 1024)} KiB`;
}

/** The failures that both kinds of job have, in the words that people read. */
export const failures = {
  timeout: ({ timeoutMs }: SandboxLimits): SandboxError => ({
    code: "SANDBOX_TIMEOUT",
    message: `It ran longer than ${timeoutMs >= 1_000 ? `${timeoutMs / 1_000} s` : `${timeoutMs} ms`} and was stopped. Look for a loop that does not end, or do less at once.`,
  }),
  notReached: (): SandboxError => ({ code: "SANDBOX_TIMEOUT", message: "It was not reached: what came before it in the same batch used up the time." }),
  memory: ({ memoryBytes }: SandboxLimits): SandboxError => ({
    code: "SANDBOX_MEMORY",
    message: `It needed more than ${inUnits(memoryBytes)} of memory and was stopped. Work on the data in smaller parts.`,
  }),
  stack: (): SandboxError => ({ code: "SANDBOX_STACK", message: "Calls or data were nested too deeply. Look for a function that calls itself without an end." }),
  tooLarge: ({ outputBytes }: SandboxLimits): SandboxError => ({ code: "SANDBOX_OUTPUT", message: `The result is larger than ${inUnits(outputBytes)}. Return only what later steps need.` }),
  allTooLarge: (bytes: number): SandboxError => ({ code: "SANDBOX_OUTPUT", message: `The results of this batch are together larger than ${inUnits(bytes)}. Return less, or use smaller batches.` }),
  tooDeep: (): SandboxError => ({ code: "SANDBOX_OUTPUT", message: `The result is nested deeper than ${deepest} levels. Return a flatter value.` }),
  notJson: (why: string): SandboxError => ({ code: "SANDBOX_OUTPUT", message: `The result cannot be written as JSON: ${why}. Return text, numbers, true, false, null, lists and objects only.` }),
  endedTooOften: (): SandboxError => ({ code: "SANDBOX_ERROR", message: "It was not reached: what came before it in the same batch ended the sandbox too often. Mend the code, or use smaller batches." }),
  broken: (): SandboxError => ({ code: "SANDBOX_ERROR", message: "The sandbox had to end this evaluation, without a reason that it could name. Run it again; if it happens again, simplify the code." }),
} as const;
