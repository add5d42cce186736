import { type Mark, StatusMark } from "#components/ui/status-mark.tsx";
import type { FlowExample, StepEnd } from "./flow-examples.ts";

const words: Record<StepEnd, { word: string; mark: Mark }> = {
  taken: { word: "taken", mark: "success" },
  skipped: { word: "skipped", mark: "skipped" },
  failed: { word: "failed", mark: "failed" },
  late: { word: "late", mark: "waiting" },
  never: { word: "does not start", mark: "cancelled" },
};

/** What comes of every step, case by case. */
export function OutcomeTable({ example }: { example: FlowExample }) {
  const steps = example.steps.filter((step) => step.kind !== "trigger");
  return (
    <div className="tbl-scroll" tabIndex={0} role="region" aria-label={`Outcomes: ${example.title}`}>
      <table className="tbl fp-tbl">
        <caption className="vh">What comes of each step</caption>
        <thead><tr><th scope="col">When</th>{steps.map((step) => <th key={step.name} scope="col">{step.name}</th>)}<th scope="col">Run</th></tr></thead>
        <tbody>
          {example.cases.map((one) => (
            <tr key={one.when}>
              <th scope="row">{one.when}</th>
              {steps.map((step) => {
                const [, end, note] = one.ends.find(([name]) => name === step.name) ?? [];
                if (end === undefined) return <td key={step.name} />;
                return <td key={step.name}><span className="fp-end"><StatusMark mark={words[end].mark} />{words[end].word}</span>{note === undefined ? null : <span className="small muted">{note}</span>}</td>;
              })}
              <td><b>{one.run}</b></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
