import type { FlowNode } from "./document.schema.ts";
import type { NodeNames } from "./node-names.ts";
import type { NodeType } from "./node-type.ts";
import { readSchedule } from "./schedule/read-schedule.ts";
import { scheduleTrigger } from "./schedule/schedule.ts";
import { scheduleWords } from "./schedule/schedule-words.ts";
import { valueWords } from "./value-words.ts";

/** What does not fit on a plate. */
const longest = 90;

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** A schedule's own sentence; null for every other setting, and for one that cannot be read. */
function inScheduleWords(node: FlowNode, key: string): string | null {
  const value = node.config[key];
  if (node.type !== scheduleTrigger || key !== "schedule" || value?.kind !== "literal") return null;
  const read = readSchedule(value.value);
  return read.ok ? scheduleWords(read.value) : "On a schedule that is not complete";
}

/** The sentence on a node's plate: the operation's own, with its settings in place; what is unset is an ellipsis, or what `{field|says}`. */
export function summarize(node: FlowNode, type: NodeType, names: NodeNames): string {
  return type.summary.replaceAll(/\{(\w+)(?:\|([^}]*))?\}/g, (_, key: string, unset: string | undefined) => cut(inScheduleWords(node, key) ?? valueWords(node.config[key], names, true) ?? unset ?? "…"));
}
