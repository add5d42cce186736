import { useState } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";
import { errorText } from "#lib/client/error-text.ts";
import { request } from "#lib/client/request.ts";
import type { Json } from "#lib/json.ts";
import type { Autosave } from "../autosave/autosave.ts";
import type { EditorStore } from "../editor-store.ts";

export type TestState = { kind: "idle" } | { kind: "busy" } | { kind: "failed"; message: string };

export interface TestOptions {
  /** What the trigger gives; its sample when not said. */
  input?: Json;
  /** Only this step, and what it needs. */
  upTo?: string;
}

export interface TestRunner {
  state: StoreApi<TestState>;
  start(options?: TestOptions): Promise<void>;
  whyNot(): string | null;
}

/** Test-runs of one editor's draft: saves first, then runs it and shows the run over the canvas. */
export function useTestRun(flow: string, store: EditorStore, autosave: Autosave): TestRunner {
  const [runner] = useState((): TestRunner => {
    const state = createStore<TestState>(() => ({ kind: "idle" }));
    return {
      state,
      whyNot() {
        const { document, nodeTypes } = store.getState();
        if (!document.nodes.some((node) => nodeTypes.get(node.type)?.kind === "trigger")) return "Add a trigger first: it says what a run begins with.";
        return autosave.status.getState().status.kind === "conflict" ? "First choose which draft to go on with." : null;
      },
      async start(options = {}) {
        const { document, issues, testSends, set, show } = store.getState();
        const blocking = issues.filter((issue) => issue.severity === "error").length;
        if (blocking > 0) {
          set({ issuesOpen: true });
          state.setState({ kind: "failed", message: `${blocking === 1 ? "1 issue" : `${blocking} issues`} must be mended first.` }, true);
          return;
        }
        state.setState({ kind: "busy" }, true);
        if (!(await autosave.flush())) {
          state.setState({ kind: "failed", message: "The draft could not be saved, so nothing was run." }, true);
          return;
        }
        const send = testSends.filter((id) => document.nodes.some((node) => node.id === id));
        try {
          const { run } = await request("POST /api/v1/flows/{flow}/test", { flow, ...options, ...(send.length > 0 ? { send } : {}) });
          state.setState({ kind: "idle" }, true);
          show(null);
          set({ overlay: { run }, issuesOpen: false });
        } catch (error) {
          state.setState({ kind: "failed", message: errorText(error) }, true);
        }
      },
    };
  });
  return runner;
}
