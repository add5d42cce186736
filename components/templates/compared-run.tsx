import { Notice } from "#components/ui/notice.tsx";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import { type Compared, compareRun, type SeenRun } from "#lib/flow/templates/compare-run.ts";
import type { ExpectedRun } from "#lib/flow/templates/template-content.schema.ts";
import { isJsonObject } from "#lib/json.ts";
import { comparedWords } from "./compared-words.ts";
import { plannedWrites } from "./planned-writes.ts";

function seenIn(run: RunDetail): SeenRun {
  const { response } = run;
  const answer = response?.kind === "inline" && isJsonObject(response.value) && typeof response.value["status"] === "number" ? { status: response.value["status"], body: response.value["body"] ?? null } : null;
  return { status: run.status, answer, steps: run.steps.map((step) => ({ node: step.node, status: step.status, port: step.port, writes: plannedWrites(step) })) };
}

/** The run and its answer first, then step by step. `names`: of the steps, in the order of the flow. */
function inOrder(compared: readonly Compared[], names: ReadonlyMap<string, string>): Compared[] {
  const order = [...names.values()];
  const placeOf = ({ of, what }: Compared) => (of === "step" || of === "writes" ? order.indexOf(what) : -1);
  return compared.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Whether a finished run is what the template's author expected of the sample, and each thing that was compared. */
export function ComparedRun({ run, expected, names }: { run: RunDetail; expected: ExpectedRun; names: ReadonlyMap<string, string> }) {
  const compared = inOrder(compareRun(expected, seenIn(run), (node) => names.get(node) ?? "a step that is gone"), names);
  const off = compared.filter(({ holds }) => !holds);
  if (off.length === 0) {
    return (
      <Notice mark="success" live>
        <b>As expected.</b> What the template expects of this sample came out.
        <details className="tw-all">
          <summary className="link">{compared.length === 1 ? "What was compared" : `All ${compared.length} things that were compared`}</summary>
          <ul className="tw-off">{compared.map((one) => <li key={`${one.of} ${one.what}`}><b>{one.what}</b> <span className={one.of === "body" ? "data" : undefined}>{comparedWords(one)}</span></li>)}</ul>
        </details>
      </Notice>
    );
  }
  return (
    <Notice mark="warning" live>
      <b>{off.length === 1 ? "One thing is" : `${off.length} things are`} not as the template expects.</b> Your connections or answers may be the reason; look before you publish.
      <ul className="tw-off">{off.map(({ what, expected: wanted, came }) => <li key={`${what} ${wanted}`}><b>{what}</b>: expected <span className="data">{wanted}</span>, came <span className="data">{came}</span></li>)}</ul>
    </Notice>
  );
}
