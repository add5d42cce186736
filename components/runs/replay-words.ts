import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { previewReplay } from "#lib/contracts/runs.schema.ts";

export type ReplayPreview = AnswerOf<typeof previewReplay>;

function steps(count: number): string {
  return count === 1 ? "1 step" : `${count} steps`;
}

function effects(count: number): string {
  return count === 1 ? "1 confirmed effect" : `${count} confirmed effects`;
}

/**
 * What a replay will do: "3 steps are reused, 2 run again, 4 confirmed effects are skipped."
 * @param repeats whether confirmed effects are done once more (SEMANTICS step-9).
 */
export function previewInWords(preview: ReplayPreview, repeats: boolean): string {
  const { reused, again } = preview;
  const confirmed = preview.confirmed.reduce((sum, { count }) => sum + count, 0);
  const parts: string[] = [];
  if (reused.length > 0) parts.push(`${steps(reused.length)} ${reused.length === 1 ? "is" : "are"} reused`);
  parts.push(`${parts.length > 0 ? again.length : steps(again.length)} ${again.length === 1 ? "runs" : "run"} again`);
  if (confirmed > 0) parts.push(`${effects(confirmed)} ${confirmed === 1 ? "is" : "are"} ${repeats ? "repeated" : "skipped"}`);
  return `${parts.join(", ")}.`;
}

/** Where confirmed effects lie: "Charge card 1, Tell finance 3". */
export function confirmedByStep(preview: ReplayPreview, nameOf: (node: string) => string): string {
  return preview.confirmed.map(({ node, count }) => `${nameOf(node)} ${count}`).join(", ");
}
