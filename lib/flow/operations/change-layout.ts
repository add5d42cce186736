import type { FlowDocument, Group, Layout } from "../document.schema.ts";
import type { GroupChanges, NoteChanges } from "./operation.ts";

/** A record with some entries set and some taken away, and what was there before. */
function changed<Value>(record: Readonly<Record<string, Value>>, changes: Readonly<Record<string, Value | null>>): { next: Record<string, Value>; before: Record<string, Value | null> } {
  const next = { ...record };
  const before: Record<string, Value | null> = {};
  for (const [id, value] of Object.entries(changes)) {
    before[id] = Object.hasOwn(record, id) ? (record[id] ?? null) : null;
    if (value === null) delete next[id];
    else next[id] = value;
  }
  return { next, before };
}

function withPart(layout: Layout, part: "groups" | "notes", value: Record<string, unknown>): Layout {
  const { [part]: _, ...rest } = layout;
  return (Object.keys(value).length === 0 ? rest : { ...rest, [part]: value }) as Layout;
}

/** Groups set or taken away; `before` undoes it. A layout without any has no such part. */
export function changeGroups(layout: Layout, changes: GroupChanges): { layout: Layout; before: GroupChanges } {
  if (Object.keys(changes).length === 0) return { layout, before: {} };
  const { next, before } = changed(layout.groups ?? {}, changes);
  return { layout: withPart(layout, "groups", next), before };
}

/** The same for notes. */
export function changeNotes(layout: Layout, changes: NoteChanges): { layout: Layout; before: NoteChanges } {
  if (Object.keys(changes).length === 0) return { layout, before: {} };
  const { next, before } = changed(layout.notes ?? {}, changes);
  return { layout: withPart(layout, "notes", next), before };
}

/** What becomes of groups when nodes go: they lose them, and one that loses all goes too. */
export function groupsWithout(document: FlowDocument, nodes: ReadonlySet<string>): Record<string, Group | null> {
  const changes: Record<string, Group | null> = {};
  for (const [id, group] of Object.entries(document.layout.groups ?? {})) {
    const left = group.nodes.filter((node) => !nodes.has(node));
    if (left.length < group.nodes.length) changes[id] = left.length === 0 ? null : { ...group, nodes: left };
  }
  return changes;
}
