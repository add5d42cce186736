import type { SentencePart } from "./sentence-part.ts";

/** A part of a sentence: names strong, values as they are written. */
export function PartFace({ as, text }: SentencePart) {
  if (as === "words") return text;
  return as === "name" ? <b>{text}</b> : <span className="vs-val">{text}</span>;
}
