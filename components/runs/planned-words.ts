import type { DependsOn, StepPlan } from "#lib/flow/planned-write.ts";

/** What stood in for the result of a step that was left out. */
export const standInWords: Record<StepPlan["standIn"], string> = {
  mock: "Its mock stands in for its result.",
  output: "Its last output stands in for its result.",
  sample: "Its example stands in for its result. A mock can say what it really gives.",
};

function label(field: string): string {
  return field.split(".").at(-1) ?? field;
}

/** `id from “Create order”`, each once; null when nothing is simulated. */
export function dependsInWords(depends: readonly DependsOn[], names: ReadonlyMap<string, string>): string | null {
  if (depends.length === 0) return null;
  const said = depends.map(({ field, node, path }) => `${label(field)} reads ${path.length === 0 ? "what" : `“${path.join(".")}” of what`} “${names.get(node) ?? "a step"}” gives`);
  const once = [...new Set(said)];
  return once.length > 3 ? `${once.slice(0, 3).join("; ")}; and ${once.length - 3} more` : once.join("; ");
}
