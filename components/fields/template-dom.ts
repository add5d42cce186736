import { tidy, type Part } from "./binding-parts.ts";
import { caretStop, createPill, facePill, referenceOf } from "./pill-element.ts";
import type { ReferenceScope } from "./reference-scope.ts";

/** What an editable text holds now. Browsers leave line breaks behind when they delete; a single line has none. */
export function readParts(root: HTMLElement, multiline: boolean): Part[] {
  const parts: Part[] = [];
  const visit = (parent: Node) => {
    for (const node of parent.childNodes) {
      const reference = referenceOf(node);
      if (reference) parts.push(reference);
      else if (node.nodeType === Node.TEXT_NODE) parts.push((node.textContent ?? "").replaceAll(caretStop, ""));
      else if (node.nodeName === "BR") parts.push(node === root.lastChild ? "" : "\n");
      else visit(node);
    }
  };
  visit(root);
  return tidy(multiline ? parts : parts.map((part) => (typeof part === "string" ? part.replaceAll("\n", "") : part)));
}

/** Fills an editable text; every pill stands between texts, so that the caret can go to either side of it. */
export function writeParts(root: HTMLElement, parts: readonly Part[], scope: ReferenceScope): void {
  const nodes: (Node | string)[] = [];
  let afterPill = true;
  for (const part of parts) {
    if (typeof part === "string") {
      nodes.push(part);
      afterPill = false;
      continue;
    }
    if (afterPill) nodes.push(caretStop);
    nodes.push(createPill(part, scope.describe(part)));
    afterPill = true;
  }
  if (afterPill && parts.length > 0) nodes.push(caretStop);
  root.replaceChildren(...nodes);
}

function pillsOf(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(".pill")];
}

/** Names, types and states may have changed under a pill that stays where it is. */
export function refreshPills(root: HTMLElement, scope: ReferenceScope): void {
  for (const pill of pillsOf(root)) {
    const reference = referenceOf(pill);
    if (reference) facePill(pill, scope.describe(reference), reference);
  }
}

/** The caret when it is inside, else the end. */
export function caretRange(root: HTMLElement): Range {
  const selection = window.getSelection();
  if (selection && selection.rangeCount > 0) {
    const range = selection.getRangeAt(0);
    if (root.contains(range.commonAncestorContainer)) return range;
  }
  const end = document.createRange();
  end.selectNodeContents(root);
  end.collapse(false);
  return end;
}

/** Where something was dropped: between two characters, or at the end. */
export function rangeAt(root: HTMLElement, point: { clientX: number; clientY: number }): Range {
  const place = document.caretPositionFromPoint(point.clientX, point.clientY);
  const range = document.createRange();
  if (place && place.offsetNode instanceof Text && root.contains(place.offsetNode) && !place.offsetNode.parentElement?.closest(".pill")) range.setStart(place.offsetNode, place.offset);
  else {
    range.selectNodeContents(root);
    range.collapse(false);
  }
  return range;
}

export function putCaret(node: Node, offset: number): void {
  const selection = window.getSelection();
  const range = document.createRange();
  range.setStart(node, offset);
  range.collapse(true);
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** What was typed after the last `{` before the caret, while it could still name a reference. */
export function openQuery(root: HTMLElement): { node: Text; start: number; end: number; query: string } | null {
  const range = caretRange(root);
  const node = range.startContainer;
  if (!range.collapsed || !(node instanceof Text) || !root.contains(node)) return null;
  const before = node.data.slice(0, range.startOffset);
  const match = /\{((?:[\p{L}\p{N}_.-]+(?: [\p{L}\p{N}_.-]+)* ?)?)$/u.exec(before.replaceAll(caretStop, ""));
  if (!match) return null;
  const start = before.lastIndexOf("{");
  return { node, start, end: range.startOffset, query: match[1] ?? "" };
}
