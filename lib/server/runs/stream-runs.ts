import { findMembership } from "#db/queries/members.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { registerStream, watchRuns } from "./run-hub.ts";

const beatMs = 5_000;
/** Heard by the page, so that it knows when it hears nothing more. */
const beatEvent = "event: beat\ndata: {}\n\n";
/** From here on changes are told; what was before has to be read. */
const greeting = "event: hello\ndata: {}\n\n";

async function isStillMember(context: WorkspaceContext): Promise<boolean> {
  if (context.actor.kind !== "user") return true;
  return (await findMembership(database(), context.workspace.id, context.actor.userId)) !== null;
}

/**
 * Server-sent events: `runs` and `changes` with the ids that changed, `hello` when it begins to tell them. Ids only: the page asks for what it shows, with its own rights.
 * Ends within five seconds of a membership's end.
 */
export async function streamRuns(context: WorkspaceContext, input: { run?: string | undefined }, signal: AbortSignal): Promise<Response> {
  demand(context, "runs:read");
  const encoder = new TextEncoder();
  let stop = (): void => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => {
        // A reader that reads nothing would make this process remember everything for it.
        if ((controller.desiredSize ?? 0) < -1_000) return stop();
        try {
          controller.enqueue(encoder.encode(text));
        } catch {
          stop();
        }
      };
      send("retry: 1000\n\n");
      const unwatch = watchRuns(context.workspace.id, ({ begins, runs, changes }) => {
        if (begins) send(greeting);
        const shown = input.run === undefined ? runs : runs.filter((id) => id === input.run);
        if (shown.length > 0) send(`event: runs\ndata: ${JSON.stringify(shown)}\n\n`);
        if (changes.length > 0 && input.run === undefined) send(`event: changes\ndata: ${JSON.stringify(changes)}\n\n`);
      });
      const beat = setInterval(() => {
        isStillMember(context).then(
          (member) => (member ? send(beatEvent) : stop()),
          () => send(beatEvent),
        );
      }, beatMs);
      const forget = registerStream(() => stop());
      stop = () => {
        stop = () => undefined;
        clearInterval(beat);
        unwatch();
        forget();
        try {
          controller.close();
        } catch {
          // The reader had already gone.
        }
      };
      signal.addEventListener("abort", stop, { once: true });
    },
    cancel: () => stop(),
  });
  return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" } });
}
