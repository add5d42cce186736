import { Bars } from "#components/ui/bars.tsx";
import { isStatus, signalOf, wordOf } from "#components/runs/run-words.ts";
import type { FlowSummary } from "#lib/contracts/flows.schema.ts";

function inWords(runs: FlowSummary["recentRuns"]): string {
  const counts = new Map<string, number>();
  for (const run of runs) {
    const word = isStatus(run.status) ? wordOf(run.status).toLowerCase() : run.status;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
  return runs.length === 1 ? `Last run: ${parts.slice(2)}` : `Last ${runs.length} runs: ${parts}`;
}

/** The barcode of a flow's last runs. Heights grow with the logarithm, so that one slow run does not flatten the rest. */
export function FlowBars({ runs }: { runs: FlowSummary["recentRuns"] }) {
  if (runs.length === 0) return <span className="faint small">No runs yet</span>;
  const height = (ms: number | null) => Math.log10(1 + Math.max(0, ms ?? 0));
  const tallest = Math.max(...runs.map((run) => height(run.durationMs)), 0.001);
  return (
    <Bars
      label={inWords(runs)}
      bars={runs.map((run) => ({ signal: isStatus(run.status) ? signalOf(run.status) : "skipped", share: height(run.durationMs) / tallest }))}
    />
  );
}
