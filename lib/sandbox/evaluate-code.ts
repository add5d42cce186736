import type { QuickJSHandle } from "quickjs-emscripten-core";

import { createCodeVm, reuseCodeVm, type CodeVm } from "./code-vm.ts";
import { failures } from "./failure-words.ts";
import { takeMemoryImage } from "./memory-image.ts";
import type { Evaluate, Outcome } from "./outcome.ts";
import type { SandboxError } from "./sandbox-job.ts";
import type { SandboxRequest } from "./sandbox-request.ts";

const jobsAtOnce = 1_000;
/** A text is in memory as it comes in, as QuickJS's own, and as what is made of it. */
const copies = 3;

/**
 * Reads the program once and gives the function that runs it. Each run starts from the same memory, as if it were the
 * first: nothing of one is visible to the next.
 */
export async function prepareCode({ source, count, limits }: SandboxRequest, deadline: number, log: (line: string) => void): Promise<Evaluate> {
  let isOver = false;
  const mustStop = (): boolean => {
    isOver ||= performance.now() > deadline;
    return isOver;
  };
  const fits = (text: string): boolean => Buffer.byteLength(text) * copies <= limits.memoryBytes;
  const refuse = (error: SandboxError, spoiled = false): Outcome => ({ ok: false, error: isOver ? failures.timeout(limits) : error, ...(spoiled ? { spoiled } : {}) });

  /** What went wrong inside, by what was thrown there. */
  function toError(vm: CodeVm, thrown: QuickJSHandle): SandboxError {
    const told = vm.describe(thrown);
    const text = told.error === undefined ? vm.context.getString(told.value) : "";
    if (text === "") return vm.isFull() ? failures.memory(limits) : { code: "SANDBOX_ERROR", message: "Something was thrown that cannot be described. Throw an Error with a message." };
    const [name = "", message = "", stack = ""] = text.split("\n").map((line) => String(JSON.parse(line)));
    const isOwn = name === "InternalError" || name === "SyntaxError";
    // QuickJS throws null where it had no room for an error.
    if (isOwn ? message === "out of memory" || message === "string too long" : name === "" && message === "null" && vm.isFull()) return failures.memory(limits);
    if (isOwn && (message === "stack overflow" || message === "interrupted")) return failures.stack();
    const line = Number(/\bcode\.js:(\d+)/.exec(stack)?.[1] ?? 0);
    const lines = source.split("\n").length;
    return { code: "SANDBOX_ERROR", message: name === "" ? message : `${name}: ${message}`, ...(line > 0 ? { line: Math.min(line, lines) } : {}) };
  }

  function written(vm: CodeVm, value: QuickJSHandle): Outcome {
    const kind = vm.context.typeof(value);
    const text = vm.end(value, limits.outputBytes);
    if (text.error !== undefined) {
      const error = toError(vm, text.error);
      if (error.code === "SANDBOX_STACK") return refuse(failures.tooDeep());
      return refuse(error.code === "SANDBOX_ERROR" ? failures.notJson(error.message) : error);
    }
    switch (vm.context.typeof(text.value)) {
      case "string": {
        const json = vm.context.getString(text.value);
        // No room was left to hand it over.
        return json === "" ? refuse(failures.memory(limits)) : { ok: true, text: json };
      }
      case "number":
        return refuse(failures.tooLarge(limits));
      default:
        return refuse(failures.notJson(`it is a ${kind}`));
    }
  }

  function run(vm: CodeVm, program: QuickJSHandle, input: string): Outcome {
    const begun = vm.begin(program, input);
    if (begun.error !== undefined) return refuse(toError(vm, begun.error));
    while (vm.runtime.hasPendingJob()) {
      const done = vm.runtime.executePendingJobs(jobsAtOnce);
      if (done.error !== undefined) return refuse(toError(vm, done.error));
      if (mustStop()) return refuse(failures.timeout(limits));
    }
    const state = vm.context.getPromiseState(begun.value);
    switch (state.type) {
      case "fulfilled":
        return guarded(() => written(vm, state.value), failures.tooDeep());
      case "rejected":
        return refuse(toError(vm, state.error));
      case "pending":
        return refuse({ code: "SANDBOX_ERROR", message: "The code waits for something that never happens. There are no timers and no network here: await only what the code itself settles." });
    }
  }

  /** An error that comes out of the interpreter leaves it in an unknown state. */
  function guarded<Value>(call: () => Value, whenDeep = failures.stack()): Value | Outcome {
    try {
      return call();
    } catch (thrown) {
      return refuse(thrown instanceof RangeError ? whenDeep : failures.broken(), true);
    }
  }

  if (!fits(source)) return () => refuse(failures.memory(limits));
  const vm = await (count > 1 ? createCodeVm(limits.memoryBytes) : reuseCodeVm(limits.memoryBytes));
  Object.assign(vm.host, { mustStop, log });
  const read = guarded(() => vm.read(source));
  if ("ok" in read) return () => read;
  if (read.error !== undefined) {
    const error = toError(vm, read.error);
    const isSyntax = error.code === "SANDBOX_ERROR" && error.message.startsWith("SyntaxError: ");
    return () => refuse(isSyntax ? { ...error, code: "SANDBOX_SYNTAX" } : error);
  }
  const program = read.value;
  const image = count > 1 ? takeMemoryImage(vm.memory) : null;
  return (input) => {
    if (!fits(input)) return refuse(failures.memory(limits));
    image?.restore();
    return guarded(() => run(vm, program, input));
  };
}
