import { canonicalJson, type Json } from "#lib/json.ts";
import type { ExpectedRun } from "./template-content.schema.ts";

/** What a run of a sample came to, as far as it is compared. */
export interface SeenRun {
  status: string;
  steps: readonly { node: string; status: string; port: string | null; /** Planned, or done; null where that is not known. */ writes: number | null }[];
  /** What its first Respond gave; null when there was none. */
  answer: { status: number; body: Json } | null;
}

/** One thing that was expected, and what came. */
export interface Compared {
  of: "run" | "answer" | "body" | "step" | "writes";
  /** `The run`, `Answer`, or the step's name. */
  what: string;
  expected: string;
  came: string;
  holds: boolean;
}

const longest = 300;

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function countWords(count: number): string {
  return count === 1 ? "1 write" : `${count} writes`;
}

function compareAnswer(expected: NonNullable<ExpectedRun["answer"]>, { answer }: SeenRun): Compared[] {
  const status: Compared = { of: "answer", what: "Answer", expected: String(expected.status), came: answer === null ? "none" : String(answer.status), holds: answer?.status === expected.status };
  if (expected.body === undefined) return [status];
  const [wanted, came] = [canonicalJson(expected.body), answer === null ? "none" : canonicalJson(answer.body)];
  return [status, { of: "body", what: "Body of the answer", expected: cut(wanted), came: cut(came), holds: wanted === came }];
}

/** Everything that was expected of a sample's run beside what came of it, in the order of the run. */
export function compareRun(expected: ExpectedRun, seen: SeenRun, nameOf: (node: string) => string): Compared[] {
  const byNode = new Map(seen.steps.map((step) => [step.node, step]));
  const steps = Object.entries(expected.steps).map(([node, { status, port }]): Compared => {
    const came = byNode.get(node);
    const [wanted, got] = [port === undefined ? status : `${status}, at ${port}`, came === undefined ? "did not run" : port === undefined ? came.status : `${came.status}, at ${came.port ?? "out"}`];
    // A step that nothing led to has no row of its own, or one that says it was skipped.
    const holds = came === undefined ? status === "skipped" : came.status === status && (port === undefined || (came.port ?? "out") === port);
    return { of: "step", what: nameOf(node), expected: wanted, came: got, holds };
  });
  const writes = Object.entries(expected.writes).flatMap(([node, count]): Compared[] => {
    const step = byNode.get(node);
    if (step?.writes === null) return [];
    const came = step?.writes ?? 0;
    return [{ of: "writes", what: nameOf(node), expected: countWords(count), came: countWords(came), holds: came === count }];
  });
  return [{ of: "run", what: "The run", expected: expected.ends, came: seen.status, holds: seen.status === expected.ends }, ...(expected.answer ? compareAnswer(expected.answer, seen) : []), ...steps, ...writes];
}
