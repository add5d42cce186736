import type { NodeTypes } from "../node-type.ts";
import type { TemplateContent } from "./template-content.schema.ts";
import type { TextPath } from "./content-texts.ts";

/** A content, or as much of one as is there. */
type Told = Pick<TemplateContent, "document"> & Partial<Pick<TemplateContent, "parameters" | "connections" | "samples">>;

/** Whether the text at a path, or the name that it ends with, may be said: it is not itself what must not be. */
export type MaySay = (path: TextPath, what: "text" | "name") => boolean;

const about: Readonly<Record<string, string>> = { name: "The template's name", sentence: "The sentence about the template", description: "The description", author: "The author" };
const settings: Readonly<Record<string, string>> = { note: "note", idempotencyKey: "idempotency key", keys: "what runs are found by" };
const parts: Readonly<Record<string, string>> = { label: "label", help: "help", default: "default", options: "choices", title: "title", name: "name", source: "expression", right: "right side", left: "left side" };

function nameOf(value: unknown): string | null {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string" && value.name !== "" ? value.name : null;
}

/** The words for what is inside a setting: rows by their names, items by number, fields by theirs. */
function insideOf(value: unknown, path: TextPath, from: TextPath, maySay: MaySay): string[] {
  const words: string[] = [];
  let at = value;
  let here = from;
  for (const part of path) {
    here = [...here, part];
    const next: unknown = typeof at === "object" && at !== null ? (at as Record<string | number, unknown>)[part] : undefined;
    if (typeof part === "number") {
      const isText = Array.isArray(at) && at.some((item) => typeof item === "string" || (typeof item === "object" && item !== null && "kind" in item));
      const row = nameOf(next);
      if (row !== null && maySay([...here, "name"], "text")) words.push(`“${row}”`);
      else if (!isText || row !== null) words.push(`row ${part + 1}`);
    } else if (parts[part] !== undefined) words.push(parts[part]);
    else if (!["kind", "value", "fields", "parts", "tests", "cases", "when", "path"].includes(part)) words.push(maySay(here, "name") ? part : "a field");
    at = next;
  }
  return words;
}

function inNode(content: Told, types: NodeTypes, path: TextPath, maySay: MaySay): string {
  const [, , index, place, key, ...rest] = path;
  const node = content.document.nodes[Number(index)];
  const type = types.get(node?.type ?? "");
  const step = node && maySay(["document", "nodes", Number(index), "name"], "text") ? `“${node.name}”` : `Step ${Number(index) + 1} (${type?.title ?? node?.type ?? ""})`;
  if (place === "name") return `The name of step ${Number(index) + 1} (${type?.title ?? node?.type ?? ""})`;
  if (place === "config" && typeof key === "string") {
    return [step, type?.labels[key] ?? key, ...insideOf(node?.config[key], rest, ["document", "nodes", Number(index), "config", key], maySay)].join(", ");
  }
  if (place === "settings" && typeof key === "string") return [step, settings[key] ?? key].join(", ");
  return step;
}

/** Where a text of a content stands, in words; what must not be said is left out of them. */
export function textWhere(content: Told, types: NodeTypes, path: TextPath, maySay: MaySay): string {
  const [top, second, third, fourth] = path;
  if (top === "document" && second === "nodes") return inNode(content, types, path, maySay);
  if (top === "document" && third === "notes") return "A note on the canvas";
  if (top === "document" && third === "groups") return "The title of a group";
  if (top === "document" && second === "edges") return "An edge";
  if (top === "parameters" && typeof second === "number") return [maySay([top, second, "label"], "text") ? `The question “${content.parameters?.[second]?.label ?? ""}”` : `Question ${second + 1}`, parts[String(third)] ?? String(third)].join(", ");
  if (top === "connections" && typeof second === "number") return [`Connection ${second + 1}`, parts[String(third)] ?? String(third)].join(", ");
  if (top === "samples" && typeof second === "number") {
    const sample = content.samples?.[second];
    const name = maySay([top, second, "name"], "text") ? `The sample “${sample?.name ?? ""}”` : `Sample ${second + 1}`;
    if (third === "name") return `The name of sample ${second + 1}`;
    return [name, ...insideOf(third === "input" ? sample?.input : sample?.expected, fourth === undefined ? [] : path.slice(3), path.slice(0, 3), maySay)].join(", ");
  }
  return about[String(top)] ?? "The template";
}
