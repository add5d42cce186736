import type { TemplateConnection, TemplateContent, TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";

/** Whose a template is. */
export const originWords = { millrace: "Millrace", own: "This workspace", instance: "This instance" } as const;

const typeWords: Readonly<Record<TemplateParameter["type"], string>> = {
  text: "text", long: "text of several lines", email: "an e-mail address", url: "an address", number: "a number", boolean: "yes or no", choice: "a choice", json: "JSON",
};

function choiceWords({ options }: TemplateParameter, connections: readonly TemplateConnection[]): string {
  switch (options?.from) {
    case "tables":
      return `a table of ${connections.find(({ key }) => key === options.connection)?.title ?? "the database"}`;
    case "flows":
      return "one of your flows";
    case "list":
      return options.values.length > 4 ? `one of ${options.values.length}` : options.values.join(" or ");
    default:
      return typeWords.choice;
  }
}

/** A default that is shown as it is; longer ones are only said to be there. */
const shortDefault = 40;

/** What a parameter takes, in one line: “a table of Warehouse”, “a number, 100 unless you change it”. */
export function parameterWords(parameter: TemplateParameter, connections: readonly TemplateConnection[]): string {
  const what = parameter.type === "choice" ? choiceWords(parameter, connections) : typeWords[parameter.type];
  const blank = parameter.default === undefined || parameter.default === null || parameter.default === "";
  const start = parameter.default;
  if (!blank && typeof start !== "object" && parameter.type !== "long" && String(start).length <= shortDefault) return `${what}, ${typeof start === "boolean" ? (start ? "yes" : "no") : String(start)} unless you change it`;
  if (!blank) return `${what}, has a default`;
  return parameter.required ? what : `${what}, may be left out`;
}

/** `one connection`, `3 questions`; null for none. */
function counted(count: number, noun: string): string | null {
  return count === 0 ? null : count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}

/** What has to be done to use it, before it is begun. */
export function effortWords({ connections, parameters, samples }: Pick<TemplateContent, "connections" | "parameters" | "samples">): string {
  const asked = [counted(connections.length, "connection"), counted(parameters.length, "question")].filter((part) => part !== null);
  const words = [...(asked.length === 0 ? ["nothing to set"] : asked), samples.length === 0 ? "then a test-run with writes off" : "then a sample run with writes off"].join(", ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
