import type { DragEvent } from "react";
import type { Reference } from "#lib/flow/document.schema.ts";
import { carriesReference, droppedReference } from "./drag-reference.ts";

/** The words of a tree for the types that may be dropped; absent where anything may. */
export type Takes = string | undefined;

/** What makes an element take a reference that is dropped on it, unless it does not fit there. */
export function dropTarget(takes: Takes, onDrop: ((reference: Reference, event: DragEvent) => void) | null) {
  if (!onDrop) return {};
  const may = (event: DragEvent<HTMLElement>) => carriesReference(event.dataTransfer) && event.currentTarget.dataset["fit"] !== "no";
  return {
    "data-drop": takes ?? "",
    onDragOver(event: DragEvent<HTMLElement>) {
      if (!may(event)) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = "copy";
      event.currentTarget.dataset["over"] = "";
    },
    onDragLeave(event: DragEvent<HTMLElement>) {
      delete event.currentTarget.dataset["over"];
    },
    onDrop(event: DragEvent<HTMLElement>) {
      delete event.currentTarget.dataset["over"];
      if (!may(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const dropped = droppedReference(event.dataTransfer);
      if (dropped) onDrop(dropped.reference, event);
    },
  };
}
