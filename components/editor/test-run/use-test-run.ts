import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";
import { errorText } from "#lib/client/error-text.ts";
import { sampleKeys, testsQuery } from "#lib/client/queries/samples.ts";
import { request, RequestError } from "#lib/client/request.ts";
import type { Autosave } from "../autosave/autosave.ts";
import type { EditorStore } from "../editor-store.ts";
import type { TestOptions } from "./test-options.ts";

export type TestState = { kind: "idle" } | { kind: "busy" } | { kind: "failed"; message: string };

export interface TestRunner {
  state: StoreApi<TestState>;
  start(options?: TestOptions): Promise<void>;
  /** The last one again, on the draft as it is now. */
  again(): Promise<void>;
  whyNot(): string | null;
}

interface Missing {
  node: string;
  name: string;
}

/** The steps whose results a part of the flow needs, when that is what a test-run was refused for. */
function missingOf(error: unknown): Missing[] | null {
  if (!(error instanceof RequestError) || error.code !== "precondition" || !Array.isArray(error.details)) return null;
  const found = error.details as Partial<Missing>[];
  return found.length > 0 && found.every(({ node, name }) => typeof node === "string" && typeof name === "string") ? (found as Missing[]) : null;
}

/** Test-runs of one editor's draft: saves first, then runs it and shows the run over the canvas. */
export function useTestRun(workspace: string, flow: string, store: EditorStore, autosave: Autosave): TestRunner {
  const queries = useQueryClient();
  const [runner] = useState(() => createTestRunner({ workspace, flow, store, autosave, queries }));
  return runner;
}

interface RunnerParts {
  workspace: string;
  flow: string;
  store: EditorStore;
  autosave: Autosave;
  queries: QueryClient;
}

function createTestRunner({ workspace, flow, store, autosave, queries }: RunnerParts): TestRunner {
  const state = createStore<TestState>(() => ({ kind: "idle" }));
  let last: TestOptions = {};
  const fail = (message: string) => state.setState({ kind: "failed", message }, true);

  /** Begins with the chosen sample; a part of the flow goes on from the last test-run. */
  async function completed(options: TestOptions): Promise<TestOptions> {
    const { testSample, lastTest } = store.getState();
    const begin = options.input === undefined && options.sample === undefined && testSample !== null ? { sample: testSample } : {};
    if ((options.only === undefined && options.from === undefined) || options.run !== undefined) return { ...options, ...begin };
    const recorded = lastTest ?? (await queries.fetchQuery(testsQuery(workspace, flow)).catch(() => []))[0]?.id;
    return { ...options, ...begin, ...(recorded === undefined ? {} : { run: recorded }) };
  }

  const runner: TestRunner = {
    state,
    whyNot() {
      const { document, nodeTypes } = store.getState();
      if (!document.nodes.some((node) => nodeTypes.get(node.type)?.kind === "trigger")) return "Add a trigger first: it says what a run begins with.";
      return autosave.status.getState().status.kind === "conflict" ? "First choose which draft to go on with." : null;
    },
    again: () => runner.start(last),
    async start(options = {}) {
      const { document, issues, testSends, set, show } = store.getState();
      const blocking = issues.filter((issue) => issue.severity === "error").length;
      if (blocking > 0) {
        set({ issuesOpen: true });
        return fail(`${blocking === 1 ? "1 issue" : `${blocking} issues`} must be mended first.`);
      }
      state.setState({ kind: "busy" }, true);
      if (!(await autosave.flush())) return fail("The draft could not be saved, so nothing was run.");
      const send = testSends.filter((id) => document.nodes.some((node) => node.id === id));
      try {
        const { run } = await request("POST /api/v1/flows/{flow}/test", { flow, ...(await completed(options)), ...(send.length > 0 ? { send } : {}) });
        last = options;
        state.setState({ kind: "idle" }, true);
        show(null);
        set({ overlay: { run }, lastTest: run, issuesOpen: false });
        void queries.invalidateQueries({ queryKey: sampleKeys.tests(workspace, flow) });
      } catch (error) {
        const missing = missingOf(error);
        if (missing === null) return fail(errorText(error));
        state.setState({ kind: "idle" }, true);
        show({ kind: "give", options, missing });
      }
    },
  };
  return runner;
}
