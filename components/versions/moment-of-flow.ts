import type { FlowVersion, SavedDraft } from "#lib/contracts/flows.schema.ts";

/** A state of a flow that can be looked at: a published version, or what the draft was. */
export type FlowMoment = { kind: "version"; at: string; version: FlowVersion } | { kind: "draft"; at: string; draft: SavedDraft };

/** `v3` or `d17`: how the page's address names it. */
export function momentKey(moment: FlowMoment): string {
  return moment.kind === "version" ? `v${moment.version.number}` : `d${moment.draft.revision}`;
}

/** Newest first. */
export function momentsOf(versions: readonly FlowVersion[], drafts: readonly SavedDraft[]): FlowMoment[] {
  const moments: FlowMoment[] = [
    ...drafts.map((draft): FlowMoment => ({ kind: "draft", at: draft.savedAt, draft })),
    ...versions.map((version): FlowMoment => ({ kind: "version", at: version.publishedAt, version })),
  ];
  return moments.toSorted((a, b) => b.at.localeCompare(a.at));
}

/** What people call it; `newest` is the draft as it is now. */
export function momentName(moment: FlowMoment, newest: number | undefined): string {
  if (moment.kind === "version") return `Version ${moment.version.number}`;
  return moment.draft.revision === newest ? "Draft" : "Earlier draft";
}
