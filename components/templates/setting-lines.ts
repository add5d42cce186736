import type { ConfigValue, FlowNode } from "#lib/flow/document.schema.ts";
import type { NodeNames } from "#lib/flow/node-names.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import { scheduleTrigger } from "#lib/flow/schedule/schedule.ts";
import { summarize } from "#lib/flow/summarize.ts";
import type { TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { valueWords } from "#lib/flow/value-words.ts";

/** One setting of a step in words. */
export interface SettingLine {
  key: string;
  label: string;
  value: string | null;
  /** Of a list of fields or cases: each in words. */
  rows: readonly { key: string; name: string; value: string | null }[];
  /** Parameters whose answers go here, by their labels. */
  asks: readonly string[];
  /** Text of several lines is shown as it is written. */
  isText: boolean;
}

function rowsOf(value: ConfigValue, names: NodeNames): SettingLine["rows"] {
  if (value.kind === "fields") return value.fields.map(({ name, value: of }, at) => ({ key: `${at} ${name}`, name, value: valueWords(of, names) }));
  if (value.kind === "cases") return value.cases.map(({ port, label, when }) => ({ key: port, name: label, value: valueWords(when, names) }));
  return [];
}

/** A step's settings in words, in the order of its form; what is not set is left out. */
export function settingLines(node: FlowNode, type: NodeType | undefined, names: NodeNames, parameters: readonly TemplateParameter[]): SettingLine[] {
  const keys = [...(type?.fields ?? []), ...Object.keys(node.config).filter((key) => !type?.fields.includes(key))];
  return keys.flatMap((key): SettingLine[] => {
    const value = node.config[key];
    if (!value) return [];
    const asks = parameters.filter(({ places }) => places.some((place) => place.node === node.id && place.path[0] === key)).map(({ label }) => label);
    // A schedule is a structure; its step's own sentence says it.
    const words = node.type === scheduleTrigger && key === "schedule" && type ? summarize(node, type, names) : valueWords(value, names);
    const rows = rowsOf(value, names);
    if (words === null && rows.length === 0 && asks.length === 0) return [];
    return [{ key, label: type?.labels[key] ?? key, value: rows.length > 0 ? null : words, rows, asks, isText: words?.includes("\n") ?? false }];
  });
}
