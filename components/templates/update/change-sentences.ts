import type { OptionWords } from "#components/templates/use-option-words.ts";
import { diffDocuments, type NodeChange, type PlaceChange } from "#lib/flow/diff/diff-documents.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { placeInWords } from "./place-in-words.ts";
import type { SentencePart } from "./sentence-part.ts";
import { settingNouns } from "./setting-words.ts";

export interface ChangeSentence {
  key: string;
  /** The step it is about; null for connections of steps and what stands beside them. */
  node: string | null;
  parts: readonly SentencePart[];
}

/** “The template renames” or “You renamed”. */
export type Voice = "does" | "did";

const verbs = {
  rename: { does: "Renames", did: "Renamed" }, change: { does: "Changes", did: "Changed" }, set: { does: "Sets", did: "Set" }, add: { does: "Adds", did: "Added" },
  remove: { does: "Takes away", did: "Took away" }, sort: { does: "Puts in another order:", did: "Put in another order:" }, move: { does: "Moves", did: "Moved" },
  leaveOut: { does: "Leaves out", did: "Left out" }, bringIn: { does: "No longer leaves out", did: "No longer left out" },
} as const;

export interface Compared {
  before: FlowDocument;
  after: FlowDocument;
  types: NodeTypes;
  optionWords: OptionWords;
  voice: Voice;
  /** Questions whose answers are not given yet. */
  asked: readonly TemplateParameter[];
}

/** What is different in `after`, a sentence each: for people who know the steps and not the document. */
export function changeSentences(compared: Compared): ChangeSentence[] {
  const { before, after, types, voice } = compared;
  const { nodes, edges, beside, moved } = diffDocuments(before, after, types);
  const verb = { added: verbs.add[voice], removed: verbs.remove[voice], changed: verbs.change[voice] };
  return [
    ...nodes.flatMap((change): ChangeSentence[] => (change.kind === "changed"
      ? change.places.map((place) => ({ key: `${place.key} ${place.label}`, node: change.node, parts: placeSentence(compared, change, place) }))
      : [{ key: change.node, node: change.node, parts: [say(`${verb[change.kind]} the step`), named(change.name), end] }])),
    ...edges.map(({ edge, kind, words }): ChangeSentence => ({ key: edge, node: null, parts: [say(`${verb[kind]} the connection from ${words}.`)] })),
    ...beside.map(({ key, kind, what, words }): ChangeSentence => ({ key, node: null, parts: [say(`${verb[kind]} the ${what}`), value(words), end] })),
    ...(moved === 0 ? [] : [{ key: "moved", node: null, parts: [say(`${verbs.move[voice]} ${moved === 1 ? "1 step" : `${moved} steps`} on the canvas, which changes no run.`)] }]),
  ];
}

const say = (text: string): SentencePart => ({ as: "words", text });
const named = (text: string): SentencePart => ({ as: "name", text });
const value = (text: string): SentencePart => ({ as: "value", text });
const end: SentencePart = { as: "words", text: "." };

/** Whether an answer that is not given yet goes there. */
function isAsked(asked: Compared["asked"], node: string, field: string): boolean {
  return asked.some(({ places }) => places.some((place) => place.node === node && place.path[0] === field));
}

function placeSentence({ before, after, types, optionWords, voice, asked }: Compared, { node: id, name }: NodeChange, place: PlaceChange): SentencePart[] {
  const verb = (key: keyof typeof verbs): SentencePart => say(verbs[key][voice]);
  const [kind, , part = ""] = place.key.split(" ");
  if (kind === "name") return [verb("rename"), named(place.from ?? ""), say("to"), named(place.to ?? ""), end];
  if (kind === "connection") return [verb("change"), say("the connection of"), named(name), end];
  if (kind === "settings" && part === "disabled") return [verb(place.to === "yes" ? "leaveOut" : "bringIn"), named(name), end];
  if (kind === "settings" && part === "note") return [verb("change"), say("the note of"), named(name), end];
  const list = kind === "config" ? types.get(after.nodes.find((node) => node.id === id)?.type ?? "")?.labels[part] ?? part : "";
  const row = kind === "config" && place.label.startsWith(`${list}: `) ? place.label.slice(list.length + 2) : null;
  if (place.from === "in another order") return [verb("sort"), say(`“${list}” of`), named(name), end];
  const [ahead, behind] = settingNouns[kind === "settings" ? part : ""] ?? [row === null ? `“${place.label}” of` : `“${row}” in “${list}” of`, ""];
  const what = [say(ahead), named(name), ...(behind === "" ? [] : [say(behind)])];
  const said = (document: FlowDocument, text: string | null) => (row === null ? placeInWords(document, place.key, text, optionWords) : text === null ? null : value(text));
  const from = said(before, place.from);
  const to = place.to === "nothing" && isAsked(asked, id, part) ? say("what you answer below") : said(after, place.to);
  if (to === null) return kind === "settings" ? [verb("set"), ...what, say("back to the usual"), ...(from === null ? [] : [say("; it was"), from]), end] : [verb("remove"), ...what, ...(from === null ? [] : [say(", which was"), from]), end];
  if (from === null) return [verb(row === null ? "set" : "add"), ...what, say(row === null ? "to" : "with"), to, end];
  return [verb("change"), ...what, say("from"), from, say("to"), to, end];
}
