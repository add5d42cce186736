/** What a field of a form takes; `long` is text of several lines. */
export const formFieldTypes = ["text", "long", "email", "number", "date", "boolean", "choice"] as const;
export type FormFieldType = (typeof formFieldTypes)[number];

/** What decides whether an answer to a field is right. */
export interface AskedField {
  name: string;
  type: FormFieldType;
  required: boolean;
  /** Of a choice. */
  options: readonly string[];
}
