import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { NodeHelp } from "#lib/contracts/help.ts";
import { readSchedule } from "#lib/flow/schedule/read-schedule.ts";
import { scheduleWords } from "#lib/flow/schedule/schedule-words.ts";

export interface SettingRow {
  key: string;
  label: string;
  /** What it takes, in words. */
  takes: string;
  required: boolean;
  /** As the form shows it; null when there is none. */
  byDefault: string | null;
  help: string;
}

function text(schema: JsonObject, key: string): string {
  const value = schema[key];
  return typeof value === "string" ? value : "";
}

function words(schema: JsonObject, value: Json): string {
  const options = schema["options"];
  const word = isJsonObject(options) && typeof value === "string" ? options[value] : undefined;
  if (typeof word === "string") return word;
  const schedule = text(schema, "control") === "schedule" ? readSchedule(value) : null;
  if (schedule?.ok) return scheduleWords(schedule.value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? value : JSON.stringify(value);
}

const dayMs = 86_400_000;

/** A bound as people say it: milliseconds of a year are days. */
function bounded(value: number, unit: string): string {
  return unit === "ms" && value >= dayMs ? `${value / dayMs} days` : value.toLocaleString("en-GB");
}

function range(schema: JsonObject): string {
  const unit = text(schema, "unit");
  const { minimum, maximum } = schema;
  const from = typeof minimum === "number" && Math.abs(minimum) < Number.MAX_SAFE_INTEGER ? `from ${bounded(minimum, unit)}` : "";
  const to = typeof maximum === "number" && Math.abs(maximum) < Number.MAX_SAFE_INTEGER ? `up to ${bounded(maximum, unit)}` : "";
  return [from, to].filter((part) => part !== "").join(" ");
}

function takesOf(schema: JsonObject): string {
  const choices = Array.isArray(schema["enum"]) ? schema["enum"] : [];
  switch (text(schema, "control")) {
    case "select":
      return `One of: ${choices.map((choice) => words(schema, choice)).join(", ")}`;
    case "number": {
      const unit = text(schema, "unit");
      const bounds = range(schema);
      return `${schema["type"] === "integer" ? "A whole number" : "A number"}${unit === "" ? "" : ` of ${unit}`}${bounds === "" ? "" : `, ${bounds}`}`;
    }
    case "switch":
      return "Yes or no";
    case "fields":
      return "Rows of name and value";
    case "json":
      return schema["type"] === "array" ? "A list" : "Any value, or one reference";
    case "hook-url":
    case "form-url":
      return "Made by Millrace";
    case "condition":
      return "A condition: rows of tests, or an expression";
    case "cases":
      return "Cases, each with a name and a condition";
    case "declaration":
      return "Rows of name, type and whether it is required";
    case "form":
      return "Fields of a form: name, label, type, help, whether it is needed, and what is filled in already";
    case "code":
      return "JavaScript";
    case "flow":
      return "A flow of this workspace";
    case "schedule":
      return "Every so many minutes, hours or days, times of the day on weekdays, or a cron line of 5 fields (minute, hour, day of the month, month, weekday), in a time zone";
    default:
      return "Text";
  }
}

function notesOf(schema: JsonObject, properties: JsonObject, perRecord: boolean, inRegion: boolean): string[] {
  const notes = [text(schema, "help")];
  const shown = schema["showIf"];
  if (isJsonObject(shown)) {
    const other = properties[text(shown, "field")];
    if (isJsonObject(other)) notes.push(`Asked for when “${text(other, "label")}” is ${[shown["is"] ?? null].flat().map((value) => `“${words(other, value)}”`).join(" or ")}.`);
  }
  const fixed = schema["bindable"] === false || ["switch", "select", "hook-url", "form-url", "code", "flow", "declaration", "form", "schedule"].includes(text(schema, "control"));
  if (fixed) notes.push("Fixed: it takes no references.");
  else if (inRegion) notes.push(perRecord ? "Among records it is filled in once a record." : "Among records it is filled in once, at the start.");
  return notes.filter((note) => note !== "");
}

/** The settings of a node as rows of a table, from the same schema that its form is made of. */
export function settingRows({ node, input }: Pick<NodeHelp, "node" | "input">): SettingRow[] {
  const properties = isJsonObject(input["properties"]) ? input["properties"] : {};
  return node.fields.map((key): SettingRow => {
    const schema = isJsonObject(properties[key]) ? properties[key] : {};
    const byDefault = node.defaults[key] ?? schema["default"];
    return {
      key,
      label: node.labels[key] ?? key,
      takes: takesOf(schema),
      required: node.required.includes(key),
      byDefault: byDefault === undefined || byDefault === "" || (Array.isArray(byDefault) && byDefault.length === 0) || (isJsonObject(byDefault) && Object.keys(byDefault).length === 0) ? null : words(schema, byDefault),
      help: notesOf(schema, properties, node.perRecord.includes(key), node.stands !== "value").join(" "),
    };
  });
}
