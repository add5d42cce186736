import type { PipelineAnswer, PipelineCall } from "./pipeline-message.ts";
import type { Regions } from "./regions.ts";

/** What of `process` is needed: the channel to the process that forked this one. */
export interface Channel {
  on(event: "message", listener: (message: unknown) => void): unknown;
  send?(message: PipelineAnswer, sent: (error: Error | null) => void): unknown;
}

/**
 * Answers the calls of the process that forked this one.
 * @returns stop: chunks under way end, and their answers are sent.
 */
export function serveRegions(regions: Regions, channel: Channel, onFault: (error: unknown, runId: string) => void): { stop(): Promise<void> } {
  const calls = new Map<number, AbortController>();
  const answers = new Set<Promise<void>>();

  async function answer({ id, request }: Extract<PipelineCall, { type: "advance" }>): Promise<void> {
    const abort = new AbortController();
    calls.set(id, abort);
    let message: PipelineAnswer;
    try {
      message = { type: "progress", id, progress: await regions.advance(request, abort.signal) };
    } catch (error) {
      if (!abort.signal.aborted) onFault(error, request.runId);
      message = { type: "fault", id };
    } finally {
      calls.delete(id);
    }
    await new Promise<void>((resolve) => {
      if (channel.send) channel.send(message, () => resolve());
      else resolve();
    });
  }

  channel.on("message", (message) => {
    const call = message as PipelineCall;
    if (call.type === "abort") return void calls.get(call.id)?.abort(new Error("The caller gave up"));
    if (call.type !== "advance") return;
    const answered = answer(call).finally(() => answers.delete(answered));
    answers.add(answered);
  });
  return {
    async stop() {
      await regions.stop();
      await Promise.all(answers);
    },
  };
}
