import type { NodeKind } from "#lib/flow/node-type.ts";

/** The kinds of node in the order they are shown, with what each is for. */
export const kinds: readonly { kind: NodeKind; title: string; about: string }[] = [
  { kind: "trigger", title: "Triggers", about: "Start a run and give it its first value. A flow has exactly one." },
  { kind: "action", title: "Actions", about: "Do something, mostly outside. Among records they work once a record." },
  { kind: "logic", title: "Logic", about: "Choose the way, wait, or end the run." },
  { kind: "source", title: "Sources", about: "Turn something into records, and begin a region." },
  { kind: "stream", title: "Stream logic", about: "Work on records as they pass." },
  { kind: "sink", title: "Sinks", about: "End a region: store or gather its records." },
];

/** A single node's kind, as its plate says it. */
export const kindWords: Record<NodeKind, string> = { trigger: "trigger", action: "action", logic: "logic", source: "source", stream: "stream logic", sink: "sink" };

/** Where a node's help page is. */
export function nodeHelpPath(type: string): string {
  return `/help/nodes/${type}`;
}

export function rulePath(rule: string): string {
  return `/help/flows#${rule}`;
}
