/** Words, the name of a step, or a value as it is written. */
export interface SentencePart {
  as: "words" | "name" | "value";
  text: string;
}
