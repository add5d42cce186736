import { FlaskConical, StepBack, StepForward } from "lucide-react";
import type { Sample } from "#lib/contracts/samples.schema.ts";
import type { EditorSession } from "../editor-context.tsx";
import type { TestScope } from "../test-run/test-scope.ts";
import type { Command } from "./command.ts";
import { selectedNode, stateOf, whenEditable } from "./session-state.ts";

/** A test-run of a part of the flow, which the selected step says. */
interface PartTest extends Command {
  scope(node: string): TestScope;
}

function mayTest(session: EditorSession): true | string {
  const { document, nodeTypes } = stateOf(session);
  const node = document.nodes.find((candidate) => candidate.id === selectedNode(session));
  if (!node) return whenEditable(session, "Select one step first.");
  if (nodeTypes.get(node.type)?.kind === "trigger") return whenEditable(session, "A trigger starts the flow and does nothing by itself. Test the whole flow.");
  return whenEditable(session, session.testRun.whyNot() ?? true);
}

function partTest(id: string, label: string, icon: Command["icon"], shortcut: readonly string[], scope: PartTest["scope"]): PartTest {
  return {
    id, label, icon, shortcut, scope, enabled: mayTest,
    perform(session) {
      const node = selectedNode(session);
      if (node !== null) return session.testRun.start(scope(node));
    },
  };
}

/** One step by itself, on what came before in the last test-run or a sample. */
const testStep = partTest("test-step", "Test this step", FlaskConical, ["t"], (only) => ({ only }));
const testUpTo = partTest("test-up-to", "Test up to here", StepBack, [], (upTo) => ({ upTo }));
const testFrom = partTest("test-from", "Test from here", StepForward, [], (from) => ({ from }));

export const partTests: readonly PartTest[] = [testStep, testUpTo, testFrom];

/** Begins with a sample of the trigger; a sample of another step stands in for what that would give. */
export function testWithSample({ id, node: of }: Pick<Sample, "id" | "node">): Command {
  return {
    id: `test-with-${id}`, label: "Test with this sample", icon: FlaskConical, shortcut: [],
    enabled: (session) => whenEditable(session, session.testRun.whyNot() ?? true),
    perform(session) {
      const { document, nodeTypes, set } = stateOf(session);
      const node = document.nodes.find((candidate) => candidate.id === of);
      if (node && nodeTypes.get(node.type)?.kind !== "trigger") return session.testRun.start({ mocks: { [of]: { sample: id } } });
      set({ testSample: id });
      return session.testRun.start({ sample: id });
    },
  };
}
