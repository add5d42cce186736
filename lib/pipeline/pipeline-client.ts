import { type ChildProcess, fork } from "node:child_process";
import { AppError } from "#lib/errors.ts";
import type { PipelineAnswer, PipelineCall } from "./pipeline-message.ts";
import type { RegionProgress, RegionRequest } from "./region-request.ts";

export interface PipelineClient {
  /**
   * Moves a region on by one slice, in the pipeline process, which is started with the first call.
   * @throws AppError unavailable when that process ended or failed: repeat it, the region goes on from its last chunk.
   */
  advance(request: RegionRequest, signal: AbortSignal): Promise<RegionProgress>;
  /** Lets the chunks under way end and answers the calls in flight; then the process is gone. */
  stop(): Promise<void>;
}

interface Child {
  process: ChildProcess;
  ready: Promise<void>;
  exited: Promise<void>;
}

interface Pending {
  resolve: (progress: RegionProgress) => void;
  reject: (error: unknown) => void;
}

export interface PipelineClientOptions {
  /** As the launcher gives it to its processes. */
  environment: NodeJS.ProcessEnv;
  /** The script to run. */
  entry: string;
  log?: { warn(fields: object, event: string): void };
}

/** What is not drained by then is given up: it is repeated from its last commit. */
const graceMs = 25_000;
/**
 * Records live for the length of a chunk, which V8 takes for a reason to let the heap grow to four times what is in use.
 * Measured with a million records: 190 MB instead of 400, for the same CPU (`npm run bench -- regions`).
 */
const flatHeap = ["--max-semi-space-size=8", "--heap-growing-percent=100"];

function unavailable(why: string): AppError {
  return new AppError("unavailable", `${why} The region goes on from its last chunk.`);
}

/** Forks the process that runs regions when it is first needed, and again after it ended. */
export function createPipelineClient({ environment, entry, log }: PipelineClientOptions): PipelineClient {
  const pending = new Map<number, Pending>();
  let child: Child | null = null;
  let lastId = 0;
  let isStopping = false;

  function take(id: number): Pending | undefined {
    const call = pending.get(id);
    pending.delete(id);
    return call;
  }

  function start(): Child {
    const { promise: ready, resolve: isReady, reject: failed } = Promise.withResolvers<void>();
    const { promise: exited, resolve: hasExited } = Promise.withResolvers<void>();
    ready.catch(() => undefined);
    const begun = fork(entry, [], { execArgv: [...process.execArgv, ...flatHeap], env: environment, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const own: Child = { process: begun, ready, exited };
    const gone = (reason: string): void => {
      const error = unavailable(`The pipeline process ended (${reason}).`);
      failed(error);
      if (!isStopping) log?.warn({ pid: begun.pid, reason }, "pipeline.ended");
      if (child === own) {
        child = null;
        for (const id of pending.keys()) take(id)?.reject(error);
      }
      hasExited();
    };
    begun.on("message", (message: PipelineAnswer | { type: "ready" } | { type: "refused"; message: string }) => {
      switch (message.type) {
        case "ready":
          return isReady();
        case "refused":
          return failed(new AppError("unavailable", message.message));
        case "progress":
          return take(message.id)?.resolve(message.progress);
        case "fault":
          return take(message.id)?.reject(unavailable("The pipeline process failed at this region; its log names the cause."));
      }
    });
    begun.once("error", (error) => gone(error.message));
    begun.once("exit", (code, signal) => gone(signal ?? `exit code ${code}`));
    return own;
  }

  function send(to: Child, call: PipelineCall): void {
    if (to.process.connected) to.process.send(call, (error) => void (error && take(call.id)?.reject(unavailable("The pipeline process could not be reached."))));
    else take(call.id)?.reject(unavailable("The pipeline process ended."));
  }

  return {
    async advance(request, signal) {
      signal.throwIfAborted();
      if (isStopping) throw unavailable("The pipeline process is stopping.");
      // One that is dead but has not been noticed takes no call.
      while (child?.process.connected === false) await child.exited;
      child ??= start();
      const own = child;
      await own.ready;
      signal.throwIfAborted();
      lastId += 1;
      const id = lastId;
      const { promise, resolve, reject } = Promise.withResolvers<RegionProgress>();
      pending.set(id, { resolve, reject });
      const onAbort = (): void => {
        send(own, { type: "abort", id });
        take(id)?.reject(signal.reason);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      send(own, { type: "advance", id, request });
      try {
        return await promise;
      } finally {
        signal.removeEventListener("abort", onAbort);
      }
    },
    async stop() {
      isStopping = true;
      const last = child;
      if (last === null) return;
      last.process.kill("SIGTERM");
      const timer = setTimeout(() => last.process.kill("SIGKILL"), graceMs);
      await last.exited;
      clearTimeout(timer);
    },
  };
}
