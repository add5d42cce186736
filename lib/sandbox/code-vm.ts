import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSContext, type QuickJSHandle, type QuickJSRuntime, type VmCallResult } from "quickjs-emscripten-core";

import { codeRealm } from "./code-realm.ts";

const interpreter = new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"))));
const wasmPage = 1 << 16;
/** What the interpreter was built to start with. */
const fewestPages = 256;
/** Stack and constants of the interpreter itself. */
const ownBytes = 6 << 20;
/** More overflows the stack of V8 below it before QuickJS notices (measured). */
const stackBytes = 128 << 10;

type Call = VmCallResult<QuickJSHandle>;

/** One QuickJS with the user's program in it, ready to be called. */
export interface CodeVm {
  runtime: QuickJSRuntime;
  context: QuickJSContext;
  memory: WebAssembly.Memory;
  /** An address below everything on the interpreter's heap. */
  heapStart: number;
  begin(input: string): Call;
  end(value: QuickJSHandle): Call;
  describe(thrown: QuickJSHandle): Call;
}

export interface CodeVmOptions {
  source: string;
  memoryBytes: number;
  mustStop: () => boolean;
  log: (line: string) => void;
}

/**
 * A fresh WebAssembly instance: its memory has a maximum, since QuickJS's own limit counts large blocks only in this
 * build. Handles made here are never disposed of: they live as long as the instance.
 * @returns the machine, and what the user's program threw when it was read: it can then only be described.
 */
export async function createCodeVm(options: CodeVmOptions): Promise<{ vm: CodeVm; refusal: QuickJSHandle | null }> {
  const memory = new WebAssembly.Memory({ initial: fewestPages, maximum: Math.max(fewestPages, Math.ceil((options.memoryBytes + ownBytes) / wasmPage)) });
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule: interpreter, wasmMemory: memory }));
  const runtime = quickjs.newRuntime({ memoryLimitBytes: options.memoryBytes, maxStackSizeBytes: stackBytes, interruptHandler: options.mustStop });
  const context = runtime.newContext();
  const nothing = context.undefined;
  const lent = [
    context.newFunction("log", (line) => options.log(JSON.parse(context.getString(line)))),
    context.newFunction("random", () => context.newNumber(Math.random())),
    context.newFunction("randomUUID", () => context.newString(randomUUID())),
  ];
  const realm = context.unwrapResult(context.evalCode(`(${codeRealm.toString()})`, "realm"));
  const program = context.evalCode(`(async function (input) {${options.source}\n})`, "code.js", { strict: true });
  const entries = context.unwrapResult(context.callFunction(realm, nothing, ...lent, program.error === undefined ? program.value : nothing));
  const begin = context.getProp(entries, "begin");
  const end = context.getProp(entries, "end");
  const describe = context.getProp(entries, "describe");
  const vm: CodeVm = {
    runtime,
    context,
    memory,
    heapStart: runtime.rt.value,
    begin: (input) => context.callFunction(begin, nothing, context.newString(input)),
    end: (value) => context.callFunction(end, nothing, value),
    describe: (thrown) => context.callFunction(describe, nothing, thrown),
  };
  return { vm, refusal: program.error ?? null };
}
