import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";
import { errorText } from "#lib/client/error-text.ts";
import { flowKeys, flowQuery } from "#lib/client/queries/flows.ts";
import { RequestError, request } from "#lib/client/request.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Autosave } from "./autosave/autosave.ts";
import type { EditorStore } from "./editor-store.ts";
import { onceChecked } from "./issues/once-checked.ts";
import { skipFirstSteps } from "./tour/first-steps-memory.ts";

export type PublishState = { kind: "idle" } | { kind: "busy" } | { kind: "blocked"; count: number } | { kind: "failed"; message: string } | { kind: "done"; version: number }
  /** The sources that now read something else, of which the first is asked about. */
  | { kind: "asks"; sources: readonly CursorQuestion[]; decided: CursorDecisions; message: string };

export interface CursorQuestion {
  node: string;
  name: string;
}

export type CursorDecision = "keep" | "start-over";
type CursorDecisions = Readonly<Record<string, CursorDecision>>;

export interface Publishing {
  state: StoreApi<PublishState>;
  publish(options?: { message?: string; cursors?: CursorDecisions }): Promise<void>;
  /** Answers the question about one source; publishes when it was the last. */
  decide(decision: CursorDecision): Promise<void>;
  whyNot(): string | null;
}

/** The sources of which the server asks whether they keep their place (SEMANTICS region-8). */
function questionsOf(error: unknown): CursorQuestion[] {
  const details = error instanceof RequestError && error.code === "precondition" ? error.details : undefined;
  const cursors = typeof details === "object" && details !== null && "cursors" in details ? details.cursors : undefined;
  return Array.isArray(cursors) ? (cursors as CursorQuestion[]) : [];
}

/** Publishing the draft of one editor: saves first, then makes it live, or says what blocks it. */
export function usePublish(workspace: string, flow: string, store: EditorStore, autosave: Autosave): Publishing {
  const queries = useQueryClient();
  const [publishing] = useState((): Publishing => {
    const state = createStore<PublishState>(() => ({ kind: "idle" }));
    const key = flowKeys.draft(workspace, flow);
    return {
      state,
      whyNot() {
        const known = queries.getQueryData<Flow>(key);
        const saved = autosave.status.getState().status.kind === "saved";
        if (known && known.liveVersion !== null && !known.draftAhead && saved) return `Version ${known.liveVersion} is live and nothing has changed since.`;
        return autosave.status.getState().status.kind === "conflict" ? "First choose which draft to go on with." : null;
      },
      async decide(decision) {
        const asked = state.getState();
        const [first, ...others] = asked.kind === "asks" ? asked.sources : [];
        if (asked.kind !== "asks" || !first) return;
        const decided = { ...asked.decided, [first.node]: decision };
        if (others.length > 0) state.setState({ kind: "asks", sources: others, decided, message: asked.message }, true);
        else await this.publish({ message: asked.message, cursors: decided });
      },
      async publish({ message = "", cursors } = {}) {
        state.setState({ kind: "busy" }, true);
        await onceChecked(store);
        const blocking = store.getState().issues.filter((issue) => issue.severity === "error").length;
        if (blocking > 0) {
          // What blocks is listed once, with the words that say so.
          store.getState().set({ issuesOpen: false });
          return state.setState({ kind: "blocked", count: blocking }, true);
        }
        if (!(await autosave.flush())) {
          state.setState({ kind: "failed", message: "The draft could not be saved, so nothing was published." }, true);
          return;
        }
        try {
          const published = await request("POST /api/v1/flows/{flow}/publish", { flow, baseRevision: autosave.status.getState().revision, message, ...(cursors ? { cursors } : {}) });
          autosave.rebase(published.draftRevision);
          skipFirstSteps();
          queries.setQueryData(key, published);
          void queries.invalidateQueries({ queryKey: flowKeys.lists(workspace) });
          // The list of them; each version itself stays what it is.
          void queries.invalidateQueries({ queryKey: flowKeys.versions(workspace, flow), exact: true });
          void queries.invalidateQueries({ queryKey: flowKeys.drafts(workspace, flow) });
          void queries.invalidateQueries({ queryKey: flowQuery(workspace, flow).queryKey });
          store.getState().set({ issuesOpen: false });
          state.setState({ kind: "done", version: published.liveVersion ?? 0 }, true);
        } catch (error) {
          const sources = questionsOf(error);
          if (sources.length > 0) return state.setState({ kind: "asks", sources, decided: {}, message }, true);
          if (error instanceof RequestError && error.code === "precondition") store.getState().set({ issuesOpen: true });
          state.setState({ kind: "failed", message: errorText(error) }, true);
        }
      },
    };
  });
  return publishing;
}
