import { Worker } from "node:worker_threads";
import type { PictureFacts } from "./draw-picture.ts";

const longestMs = 20_000;

/** Draws a picture in a thread of its own: it takes half a second of CPU, in which this process goes on answering. */
export function drawApart(facts: PictureFacts): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const thread = new Worker(new URL("picture-thread.ts", import.meta.url), { workerData: facts, env: {}, resourceLimits: { maxOldGenerationSizeMb: 256 } });
  const timer = setTimeout(() => void thread.terminate(), longestMs);
  thread.once("message", resolve);
  thread.once("error", reject);
  thread.once("exit", (code) => reject(new Error(`The picture's thread ended with ${code}`)));
  return promise.finally(() => clearTimeout(timer));
}
