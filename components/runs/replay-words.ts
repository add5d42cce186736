import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { previewReplay } from "#lib/contracts/runs.schema.ts";

export type ReplayPreview = AnswerOf<typeof previewReplay>;

export interface PreviewLine {
  /** What becomes of it. */
  label: string;
  /** What it becomes of. */
  text: string;
}

const mostNames = 8;

/** "a, b, c and 4 more". */
function namesInWords(names: readonly string[]): string {
  const more = names.length - mostNames;
  return more > 1 ? `${names.slice(0, mostNames).join(", ")} and ${more} more` : names.join(", ");
}

/** Steps with how often each did something: "Charge card, Tell finance (3)". */
function counted(counts: readonly { name: string; count: number }[]): string {
  return namesInWords(counts.map(({ name, count }) => (count === 1 ? name : `${name} (${count.toLocaleString("en")})`)));
}

/** What was sent before, in the words of both dialogs. @param repeats whether confirmed effects are done once more (SEMANTICS step-9). */
export function effectLines(confirmed: readonly { name: string; count: number }[], unknown: readonly { name: string; count: number }[], repeats: boolean): PreviewLine[] {
  return [
    ...(confirmed.length > 0 ? [{ label: repeats ? "Sent before, sent again" : "Sent before, not sent again", text: counted(confirmed) }] : []),
    ...(unknown.length > 0 ? [{ label: "Sent, outcome unknown", text: `${counted(unknown)}. ${repeats ? "It is sent again." : "The step’s settings say whether it is sent again or asks first."}` }] : []),
  ];
}

/** What a replay will do, step by step. */
export function previewLines({ again, reused, confirmed, unknown, names }: ReplayPreview, repeats: boolean): PreviewLine[] {
  const nameOf = (node: string) => names[node] ?? node;
  const named = (counts: ReplayPreview["confirmed"]) => counts.map(({ node, count }) => ({ name: nameOf(node), count }));
  return [
    { label: "Runs again", text: again.length === 0 ? "No step" : namesInWords(again.map(nameOf)) },
    ...(reused.length > 0 ? [{ label: "Result kept", text: namesInWords(reused.map(nameOf)) }] : []),
    ...effectLines(named(confirmed), named(unknown), repeats),
  ];
}

/** Why this version is the one that is chosen at first; null where there is no choice. */
export function versionReason(ran: number | null, latest: number | null, failed: boolean): string | null {
  if (latest === null || ran === latest) return null;
  if (!failed) return "The one that ran is chosen at first: it does the same again.";
  return `The latest is chosen at first: version ${latest} was published after this run was made, and may hold the fix.`;
}
