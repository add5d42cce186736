import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import { setPriority } from "node:os";

import { AppError } from "#lib/errors.ts";

import { childArguments } from "./child-arguments.ts";
import { childSource } from "./child-source.ts";
import { createFrameReader, encodeFrame } from "./frame.ts";
import { readReply } from "./read-reply.ts";
import type { SandboxResult } from "./sandbox-job.ts";
import { begunWord, readyWord, resultsAtMost, type SandboxRequest } from "./sandbox-request.ts";

/**
 * Why no more answers come: `done`, all are there; `ended`, the child ended after the last one or before it began, and
 * the rest can go on in another; `late`, it was killed after its time; `full`, it had no memory left, and `died`, both at the first input without an answer.
 */
export type EvaluationEnd = "done" | "ended" | "late" | "full" | "died";

/** A child process as the pool sees it. It does one request at a time. */
export interface SandboxProcess {
  readonly pid: number | undefined;
  /** Whom it has worked for; it never works for another. */
  tenant: string | null;
  /** How many it has done; the pool counts. */
  evaluations: number;
  /** Neither ended nor about to. */
  isAlive(): boolean;
  /** Rejects with AppError unavailable when it does not start. */
  readonly ready: Promise<void>;
  readonly over: Promise<void>;
  /** Inputs as JSON text. */
  evaluate(request: SandboxRequest, inputs: readonly string[]): Promise<{ results: SandboxResult[]; end: EvaluationEnd }>;
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<void>;
}

interface Work {
  leftMs: number;
  inputs: readonly string[];
  results: SandboxResult[];
  /** Bytes that may still come. */
  left: number;
  hasBegun: boolean;
  watch: NodeJS.Timeout;
  end: EvaluationEnd;
  settle: () => void;
}

const startMs = 10_000;
/** The child ends its own loops in time; what runs inside one native call is killed this much later. */
const graceMs = 200;
/** JSON text may be six times as long as what it holds. */
const escaped = 6;
/** Of a reply besides its value and console: an error with its words. */
const replyBytes = 1 << 16;
const leastReplyBytes = 1 << 10;
/** The pages and hooks of this machine come before what people wrote. */
const niceness = 10;

/** Starts a child. It and its pipe keep this process from ending only while they have something to do. */
export function startSandboxProcess(): SandboxProcess {
  const child = spawn(process.execPath, childArguments(), { env: {} as NodeJS.ProcessEnv, stdio: ["ignore", "ignore", "pipe", "pipe"], windowsHide: true });
  const pipe = child.stdio[3] as Socket;
  const complaints = child.stderr as Socket;
  const ready = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  let isAlive = true;
  let isDoomed = false;
  let complaint = "";
  let work: Work | null = null;
  let reader = createFrameReader(replyBytes);

  const settle = (): void => {
    const settled = work;
    work = null;
    clearTimeout(settled?.watch);
    settled?.settle();
  };
  const kill = (end: EvaluationEnd): void => {
    if (work !== null) work.end = end;
    isDoomed = true;
    child.kill("SIGKILL");
  };
  const send = (texts: readonly string[]): void => void pipe.write(Buffer.concat(texts.map(encodeFrame)));
  const serve = (url: string): void => {
    const source = childSource(url);
    if (source === null) kill("died");
    else send([source]);
  };
  const take = (text: string): void => {
    if (text === readyWord) return ready.resolve();
    if (text.startsWith("file:") && !work?.hasBegun) return serve(text);
    if (work === null) return kill("died");
    if (text === begunWord && !work.hasBegun) {
      work.hasBegun = true;
      clearTimeout(work.watch);
      work.watch = setTimeout(() => kill("late"), work.leftMs + graceMs);
      send(work.inputs);
      return;
    }
    const reply = readReply(text);
    if (reply === null) return kill("died");
    const { spoiled = false, ...result } = reply;
    work.results.push(result);
    if (spoiled) work.end = "ended";
    else if (work.results.length === work.inputs.length) {
      work.end = "done";
      settle();
    }
  };
  const receive = (chunk: Buffer): void => {
    if (work !== null && (work.left -= chunk.length) < 0) return kill("died");
    try {
      for (const text of reader.push(chunk)) take(text);
    } catch {
      kill("died");
    }
  };
  const gone = (): void => {
    if (!isAlive) return;
    isAlive = false;
    if (work?.end === "died" && !work.hasBegun) work.end = "ended";
    if (work?.end === "died" && complaint.includes("heap out of memory")) work.end = "full";
    pipe.destroy();
    ready.reject(new AppError("unavailable", `The sandbox does not start (${complaint.trim().split("\n").at(-1) || "its process ended at once"}). Try again, and look at the log if it stays so.`));
    settle();
    over.resolve();
  };

  pipe.on("data", receive);
  // A child that is gone says so by its end.
  pipe.on("error", () => {});
  complaints.on("data", (chunk: Buffer) => void (complaint = (complaint + chunk.toString()).slice(-4_000)));
  child.once("error", (error) => {
    complaint = error.message;
    gone();
  });
  child.once("close", gone);
  for (const held of [child, pipe, complaints]) held.unref();
  const starting = setTimeout(() => kill("died"), startMs);
  ready.promise.then(
    () => clearTimeout(starting),
    () => clearTimeout(starting),
  );
  try {
    if (child.pid !== undefined) setPriority(child.pid, niceness);
  } catch {
    // It has ended already, or the system does not allow it.
  }

  return {
    pid: child.pid,
    tenant: null,
    evaluations: 0,
    isAlive: () => isAlive && !isDoomed,
    ready: ready.promise,
    over: over.promise,
    async evaluate(request, inputs) {
      const { count, leftMs, limits } = request;
      const results: SandboxResult[] = [];
      const answered = Promise.withResolvers<void>();
      const console = escaped * limits.logBytes + replyBytes;
      reader = createFrameReader(limits.outputBytes + console);
      const current: Work = {
        leftMs,
        inputs,
        results,
        left: limits.outputBytes * resultsAtMost + console + count * leastReplyBytes,
        hasBegun: false,
        watch: setTimeout(() => kill("died"), startMs),
        end: "died",
        settle: answered.resolve,
      };
      work = current;
      if (isAlive) send([JSON.stringify(request)]);
      else {
        current.end = "ended";
        settle();
      }
      await answered.promise;
      return { results, end: current.end };
    },
    async kill() {
      isDoomed = true;
      child.ref();
      child.kill("SIGKILL");
      if (isAlive) await over.promise;
    },
  };
}
