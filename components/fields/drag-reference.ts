import type { Reference } from "#lib/flow/document.schema.ts";

/** What a drag from the input tree carries. */
const format = "application/x-millrace-reference";

export interface DraggedReference {
  reference: Reference;
  /** As a tree shows it: `text`, `num`. */
  type: string;
}

export function carryReference(data: DataTransfer, dragged: DraggedReference): void {
  data.setData(format, JSON.stringify(dragged));
  data.effectAllowed = "copy";
}

export function carriesReference(data: DataTransfer): boolean {
  return data.types.includes(format);
}

export function droppedReference(data: DataTransfer): DraggedReference | null {
  const text = data.getData(format);
  return text === "" ? null : (JSON.parse(text) as DraggedReference);
}

/** Whether a value of that type may go where `takes` says what fits, as words with spaces; nothing said takes all. */
function fitsIn(type: string, takes: string | undefined): boolean {
  return !takes || type === "any" || type === "null" || takes.split(" ").includes(type) || takes.split(" ").includes("any");
}

/** While something is dragged, the fields below `root` say whether it fits: those that do are drawn so and take it. */
export function markFitting(root: Element, type: string | null): void {
  for (const field of root.querySelectorAll<HTMLElement>("[data-drop]")) {
    if (type === null) delete field.dataset["fit"];
    else field.dataset["fit"] = fitsIn(type, field.dataset["drop"]) ? "yes" : "no";
  }
}
