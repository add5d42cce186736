import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSContext, type QuickJSHandle, type QuickJSRuntime, type VmCallResult } from "quickjs-emscripten-core";

import { codeRealm } from "./code-realm.ts";
import { takeMemoryImage, type MemoryImage } from "./memory-image.ts";

const interpreter = new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"))));
const wasmPage = 1 << 16;
/** What the interpreter was built to start with. */
const fewestPages = 256;
/** Stack and constants of the interpreter itself. */
const ownBytes = 6 << 20;
/** More overflows the stack of V8 below it before QuickJS notices (measured). */
const stackBytes = 128 << 10;

/** It grows in steps, and the last one fails. */
const nearlyAll = 0.9;

type Call = VmCallResult<QuickJSHandle>;

/** One QuickJS, ready to read a program and to call it. */
export interface CodeVm {
  runtime: QuickJSRuntime;
  context: QuickJSContext;
  memory: WebAssembly.Memory;
  /** Whether it has taken all the memory there is, so that not even an error may have found room. */
  isFull(): boolean;
  /** What the host decides and gets while code runs; set for each job. */
  host: { mustStop(): boolean; log(line: string): void };
  /** The program as a function, or what was thrown when it was read. */
  read(source: string): Call;
  begin(program: QuickJSHandle, input: string): Call;
  /** JSON text; a number, its length, when that is more than `most`; else undefined. */
  end(value: QuickJSHandle, most: number): Call;
  describe(thrown: QuickJSHandle): Call;
}

let kept: { vm: CodeVm; image: MemoryImage; memoryBytes: number } | null = null;

/**
 * The machine of the last time, set back to how it began, unless it has grown: for single evaluations, of which a new
 * machine would be the larger part.
 */
export async function reuseCodeVm(memoryBytes: number): Promise<CodeVm> {
  if (kept?.memoryBytes === memoryBytes && kept.vm.memory.buffer.byteLength === fewestPages * wasmPage) kept.image.restore();
  else {
    const vm = await createCodeVm(memoryBytes);
    kept = { vm, image: takeMemoryImage(vm.memory), memoryBytes };
  }
  return kept.vm;
}

/**
 * A fresh WebAssembly instance. Its memory has a maximum, since in this build QuickJS's own limit sees large blocks
 * only. Handles made here are never disposed of: they live as long as the instance.
 */
export async function createCodeVm(memoryBytes: number): Promise<CodeVm> {
  const maximum = Math.max(fewestPages, Math.ceil((memoryBytes + ownBytes) / wasmPage));
  const memory = new WebAssembly.Memory({ initial: fewestPages, maximum });
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule: interpreter, wasmMemory: memory }));
  const host: CodeVm["host"] = { mustStop: () => false, log: () => {} };
  const runtime = quickjs.newRuntime({ memoryLimitBytes: memoryBytes, maxStackSizeBytes: stackBytes, interruptHandler: () => host.mustStop() });
  const context = runtime.newContext();
  const nothing = context.undefined;
  const lent = [
    context.newFunction("log", (line) => host.log(JSON.parse(context.getString(line)))),
    context.newFunction("random", () => context.newNumber(Math.random())),
    context.newFunction("randomUUID", () => context.newString(randomUUID())),
  ];
  const realm = context.unwrapResult(context.evalCode(`(${codeRealm.toString()})`, "realm"));
  const entries = context.unwrapResult(context.callFunction(realm, nothing, ...lent));
  const begin = context.getProp(entries, "begin");
  const end = context.getProp(entries, "end");
  const describe = context.getProp(entries, "describe");
  return {
    runtime,
    context,
    memory,
    isFull: () => memory.buffer.byteLength >= maximum * wasmPage * nearlyAll,
    host,
    read: (source) => context.evalCode(`(async function (input) {${source}\n})`, "code.js", { strict: true }),
    begin: (program, input) => context.callFunction(begin, nothing, program, context.newString(input)),
    end: (value, most) => context.callFunction(end, nothing, value, context.newNumber(most)),
    describe: (thrown) => context.callFunction(describe, nothing, thrown),
  };
}
