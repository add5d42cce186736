"use client";

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Position } from "#lib/flow/operations/operation.ts";
import type { EditorState } from "../editor-store.ts";
import type { DropTarget } from "./drop-target.ts";

interface Hint extends Position {
  words: string;
}

/** Of the drag that is under way, of which there is one at a time; beside the canvas's own state, so that only the hint is drawn for it. */
const hinted = createStore<{ hint: Hint | null }>(() => ({ hint: null }));
let marked: Element | null = null;

function wordsOf({ document }: Pick<EditorState, "document">, target: DropTarget): string {
  const nameOf = (id: string | undefined) => document.nodes.find((node) => node.id === id)?.name ?? "";
  if (target.kind === "node") return `Replace ${nameOf(target.id)}, or lay it beside`;
  const edge = document.edges.find(({ id }) => id === target.id);
  return `Insert between ${nameOf(edge?.from.node)} and ${nameOf(edge?.to.node)}`;
}

/** Above the middle of what would take the drop, relative to the canvas. */
function placeOf({ element }: DropTarget, canvas: DOMRect): Position {
  const path = element.querySelector<SVGPathElement>("path.e-hit");
  const matrix = path?.getScreenCTM();
  const box = element.getBoundingClientRect();
  if (!path || !matrix) return { x: box.x + box.width / 2 - canvas.x, y: box.y - canvas.y };
  const middle = path.getPointAtLength(path.getTotalLength() / 2);
  return { x: middle.x * matrix.a + matrix.e - canvas.x, y: middle.y * matrix.d + matrix.f - canvas.y };
}

/** Shows what would take a drop, and what the drop would do; null shows nothing. */
export function hintDrop(state: Pick<EditorState, "document">, target: DropTarget | null, canvas: DOMRect | undefined): void {
  const element = target?.element ?? null;
  if (element === marked) return;
  marked?.removeAttribute("data-drop");
  element?.setAttribute("data-drop", "true");
  marked = element;
  hinted.setState({ hint: target && canvas ? { words: wordsOf(state, target), ...placeOf(target, canvas) } : null });
}

/** What letting go would do, in words, while a step is dragged over an edge or another step. */
export function DropHint() {
  const hint = useStore(hinted, (state) => state.hint);
  if (!hint) return null;
  return <p className="float drop-hint small" role="status" style={{ left: hint.x, top: hint.y }}>{hint.words}</p>;
}
