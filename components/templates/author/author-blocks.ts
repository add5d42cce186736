import type { TemplateFinding } from "#lib/contracts/templates.schema.ts";
import { type AuthorDraft, draftProblems } from "./author-draft.ts";
import type { FoundThing } from "./group-findings.ts";
import type { TemplatePreview } from "./questions-section.tsx";

/** One thing that has to be settled before anything is published. */
export interface AuthorBlock {
  /** The field or entry of this page where it is settled; null: in the flow itself. */
  at: string | null;
  words: string;
}

const holds: Readonly<Record<TemplateFinding["kind"], string>> = { secret: "holds a secret", personal: "holds personal data", internal: "holds an address of your network", random: "looks like a secret" };

/** The entry of something that was found, as `focusAt` finds it. */
export function findingAt({ all: [first = ""] }: Pick<FoundThing, "all">): string {
  return `finding.${first}`;
}

/** What blocks publishing: what the flow lacks, what is not said yet, and what has to stay here. */
export function authorBlocks(draft: AuthorDraft, things: readonly FoundThing[], { issues, content }: Pick<TemplatePreview, "issues" | "content">): AuthorBlock[] {
  const names = new Map(content.document.nodes.map(({ id, name }) => [id, name]));
  return [
    ...issues.map(({ node, message }): AuthorBlock => {
      const name = node === undefined ? undefined : names.get(node);
      return { at: null, words: name === undefined || message.includes(name) ? message : `“${name}”: ${message}` };
    }),
    ...draftProblems(draft).map(({ at, message }): AuthorBlock => ({ at, words: message })),
    ...things.map((thing): AuthorBlock => ({ at: findingAt(thing), words: `${thing.where} ${holds[thing.kind]}.` })),
  ];
}

export function blockedWords(count: number): string {
  return count === 1 ? "1 thing blocks publishing" : `${count} things block publishing`;
}
