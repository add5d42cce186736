import type { Reference } from "#lib/flow/document.schema.ts";
import type { ReferenceFace } from "./reference-scope.ts";

const references = new WeakMap<Node, Reference>();

/** Keeps the caret reachable beside a pill; never part of the value. */
export const caretStop = "\u200B";

export function referenceOf(node: Node): Reference | undefined {
  return references.get(node);
}

function span(className: string, text: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}

/** Writes a pill's words: type, origin, path, and what is wrong with it. */
export function facePill(pill: HTMLElement, face: ReferenceFace, reference: Reference): void {
  pill.className = face.state === "dead" ? "pill is-dead" : face.state === "ok" ? "pill" : "pill is-stale";
  const type = document.createElement("i");
  type.textContent = face.certain ? face.type : `${face.type}?`;
  const words = document.createElement("span");
  words.className = "cut";
  words.append(span("src", face.source), face.path === "" ? "" : ` · ${face.path}`);
  pill.replaceChildren(type, words);
  if (reference.default !== undefined) pill.append(span("pill-default", `else ${JSON.stringify(reference.default)}`));
  else if (face.state === "needs-default") pill.append(span("pill-default", "no default"));
  else if (face.state === "stale") pill.append(span("pill-default", "not in the last run"));
  pill.title = face.problem ?? (face.preview === "" ? "Click to change" : `Sample: ${face.preview}`);
  pill.setAttribute("aria-description", face.problem ?? "Reference. Press Enter to change it.");
}

/** A reference inside an editable text: a button that the text cannot be typed into. */
export function createPill(reference: Reference, face: ReferenceFace): HTMLElement {
  const pill = document.createElement("span");
  pill.contentEditable = "false";
  pill.tabIndex = 0;
  pill.setAttribute("role", "button");
  pill.setAttribute("aria-haspopup", "dialog");
  references.set(pill, reference);
  facePill(pill, face, reference);
  return pill;
}
