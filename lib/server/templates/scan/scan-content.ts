import { nodeTypes } from "#lib/connectors/registry.ts";
import type { TemplateFinding } from "#lib/contracts/templates.schema.ts";
import { type ContentText, contentTexts, type TextPath } from "#lib/flow/templates/content-texts.ts";
import { type TemplateContent, TemplatePlace } from "#lib/flow/templates/template-content.schema.ts";
import { valueAt } from "#lib/flow/templates/template-place.ts";
import { type MaySay, textWhere } from "#lib/flow/templates/text-where.ts";
import { scanTexts, type Surroundings } from "./scan-texts.ts";

const keyOf = (path: TextPath, what: "text" | "name"): string => JSON.stringify([what, ...path]);

/** The nearest value around a text that can be asked instead of given. */
function placeOf({ document }: TemplateContent, { path, isName, isJoined }: ContentText, maySay: MaySay): TemplatePlace | null {
  if (isJoined || path[0] !== "document" || path[1] !== "nodes" || path[3] !== "config") return null;
  const node = document.nodes[Number(path[2])];
  for (let end = path.length - (isName ? 1 : 0); node && end > 5; end -= 1) {
    const place = TemplatePlace.safeParse({ node: node.id, path: path.slice(4, end) });
    const isSaid = path.slice(4, end).every((_, index) => maySay(path.slice(0, 5 + index), "name"));
    if (place.success && isSaid && valueAt(document, place.data) !== undefined) return place.data;
  }
  return null;
}

/** The address of a text: nodes by their ids, and a number for every name that must not be said. */
function addressOf({ document }: TemplateContent, { path, isName }: ContentText, maySay: MaySay): string {
  const parts = path.map((part, index) => {
    if (path[0] === "document" && path[1] === "nodes" && index === 2) return document.nodes[Number(part)]?.id ?? String(part);
    return typeof part === "string" && (!maySay(path.slice(0, index + 1), "name") || !/^[\w-]{1,64}$/.test(part)) ? "#" : String(part);
  });
  return [...parts, ...(isName ? ["name of the field"] : [])].join(".").slice(0, 480);
}

/** What a text is the value of: a row's name, or the field's. What a binding refers to, and how, is no value. */
function fieldOf(content: TemplateContent, path: TextPath): string {
  if (path.at(-1) === "name") return "";
  let name = "";
  let at: unknown = content;
  for (const part of path) {
    if (isObject(at) && typeof at["kind"] === "string" && ["kind", "node", "path", "source"].includes(String(part))) return "";
    at = isObject(at) || Array.isArray(at) ? (at as Record<string | number, unknown>)[part] : undefined;
    if (isObject(at) && "value" in at && typeof at["name"] === "string") name = at["name"];
    else if (typeof part === "string" && !["value", "parts", "kind", "fields", "name", "default"].includes(part)) name = part;
  }
  return name;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function idsIn({ document }: TemplateContent): Set<string> {
  return new Set([...document.nodes, ...document.edges].map(({ id }) => id));
}

function advice({ path, isName }: ContentText, place: TemplatePlace | null): string {
  if (place !== null) return "Make it a question without a default, or change the flow.";
  if (path[0] === "parameters" && path[2] === "default") return "Take the default away.";
  if (path[0] === "document") return isName ? "Change the flow." : "Change the flow, then look again.";
  return "Write something else.";
}

/** Whether the parts of a text hold what none of them holds alone. Chance puts letters together, too: only what is certain counts. */
function isOnlyJoined({ text: { path }, kind }: { text: ContentText; kind: string }, all: readonly { text: ContentText; kind: string }[]): boolean {
  if (kind !== "secret" && kind !== "internal") return false;
  return !all.some((other) => !other.text.isJoined && other.kind === kind && path.every((part, index) => other.text.path[index] === part));
}

/**
 * What must not be in a template, or may be that: every text of the content is looked through, as it is and decoded. No
 * finding holds any of the value.
 * @param also further texts that go with it, by what they are called.
 */
export async function scanContent(content: TemplateContent, also: Readonly<Record<string, string>> = {}, keysAmong?: Surroundings["keysAmong"]): Promise<TemplateFinding[]> {
  const surroundings: Surroundings = { ids: idsIn(content), ...(keysAmong ? { keysAmong } : {}) };
  const texts = contentTexts(content);
  const scanned = await scanTexts(texts.map(({ text, path, isName }) => ({ text, name: isName ? "" : fieldOf(content, path) })), surroundings);
  const all = texts.flatMap((text, index) => (scanned[index] ?? []).map((one) => ({ text, ...one })));
  const found = all.filter((one) => !one.text.isJoined || isOnlyJoined(one, all));
  // A name that is itself a finding is not said where it would name another.
  const unsaid = new Set(found.map(({ text }) => keyOf(text.path, text.isName ? "name" : "text")));
  const maySay: MaySay = (path, what) => !unsaid.has(keyOf(path, what));
  const addresses = new Map<string, number>();
  const inContent = found.map(({ text, kind, message, mayKeep }): TemplateFinding => {
    const place = placeOf(content, text, maySay);
    const address = `${addressOf(content, text, maySay)}: ${kind}`;
    const number = (addresses.get(address) ?? 0) + 1;
    addresses.set(address, number);
    const node = text.path[0] === "document" && text.path[1] === "nodes" ? (content.document.nodes[Number(text.path[2])]?.id ?? null) : null;
    return { at: number === 1 ? address : `${address} ${number}`, node, where: textWhere(content, nodeTypes, text.path, maySay), kind, message: `${message} ${advice(text, place)}`, place, mayKeep };
  });
  const names = Object.keys(also);
  const beside = (await scanTexts(Object.values(also).map((text) => ({ text, name: "" })), surroundings)).flatMap((results, index) => results.map(({ kind, message, mayKeep }): TemplateFinding => (
    { at: `${names[index] ?? ""}: ${kind}`, node: null, where: `The ${names[index] ?? ""}`, kind, message: `${message} Write something else.`, place: null, mayKeep }
  )));
  return [...inContent, ...beside];
}
