import type { StepRun } from "#lib/contracts/runs.schema.ts";

type Flags = Pick<StepRun, "reused" | "simulated" | "late">;

const told: readonly { flag: keyof Flags; word: string; means: string }[] = [
  { flag: "reused", word: "Reused", means: "Its result was there already, from the run that is replayed or a confirmed request, so it did not run again." },
  { flag: "simulated", word: "Simulated", means: "Nothing was written: its result is a stand-in, or was made from one." },
  { flag: "late", word: "Late", means: "The merge after it had gone on by then, so its result changed nothing there." },
];

/** What is special about a step's result, as words. */
export function flagWords(step: Flags): string[] {
  return told.filter(({ flag }) => step[flag]).map(({ word }) => word);
}

export function StepFlags({ step }: { step: Flags }) {
  return told.map(({ flag, word, means }) => (step[flag] ? <p key={flag} className="small"><span className="tag">{word}</span> <span className="muted">{means}</span></p> : null));
}
