import { useQuery } from "@tanstack/react-query";
import { testsQuery } from "#lib/client/queries/samples.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

/** The last test-run of this flow, whoever ran it. */
export function useLastTest(): string | null {
  const { workspace, flow } = useEditorSession();
  const own = useEditor((state) => state.lastTest);
  const tests = useQuery(testsQuery(workspace, flow));
  return own ?? tests.data?.[0]?.id ?? null;
}
