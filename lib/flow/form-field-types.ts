/** What a field of an approval's form takes; `long` is text of several lines. */
export const formFieldTypes = ["text", "long", "number", "date", "boolean", "choice"] as const;
export type FormFieldType = (typeof formFieldTypes)[number];
