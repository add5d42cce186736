export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  /** Names of the schemes that a caller may choose from; none for whoever comes. */
  security: string[];
  parameters: { name: string; where: string; required: boolean; schema: unknown; description: string }[];
  body: unknown;
  status: string;
  answer: unknown;
  /** By status, what the other answers say; those that are told once for all calls aside. */
  others: { status: string; description: string }[];
}

export interface OperationGroup {
  tag: string;
  operations: Operation[];
}

type Node = Readonly<Record<string, unknown>>;

function object(value: unknown): Node {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function plain(value: unknown): string {
  return text(value).replaceAll("`", "");
}

function jsonOf(content: unknown): unknown {
  return object(object(object(content)["content"])["application/json"])["schema"];
}

function parametersOf(value: unknown): Operation["parameters"] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.map(object).filter((parameter) => text(parameter["name"]) !== "")
    .map((parameter) => ({ name: text(parameter["name"]), where: text(parameter["in"]), required: parameter["required"] === true, schema: parameter["schema"], description: plain(parameter["description"]) }));
}

function operation(path: string, method: string, value: unknown): Operation & { tag: string } {
  const node = object(value);
  const [[status = "", answer] = [], ...others] = Object.entries(object(node["responses"])).filter(([code]) => code !== "default");
  const tags: unknown[] = Array.isArray(node["tags"]) ? node["tags"] : [];
  return {
    id: text(node["operationId"]), method: method.toUpperCase(), path, summary: text(node["summary"]), description: plain(node["description"]),
    security: (Array.isArray(node["security"]) ? node["security"] : []).flatMap((scheme) => Object.keys(object(scheme))),
    parameters: parametersOf(node["parameters"]), body: jsonOf(node["requestBody"]), status, answer: jsonOf(answer), others: others.map(([code, other]) => ({ status: code, description: plain(object(other)["description"]) })), tag: text(tags[0]),
  };
}

/** An OpenAPI document as the reference page shows it: operations by tag, in the document's order of paths. */
export function readReference(document: unknown): OperationGroup[] {
  const groups = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(object(object(document)["paths"]))) {
    for (const [method, value] of Object.entries(object(methods))) {
      const { tag, ...read } = operation(path, method, value);
      const group = groups.get(tag);
      if (group) group.push(read);
      else groups.set(tag, [read]);
    }
  }
  return [...groups].map(([tag, operations]) => ({ tag, operations: operations.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)) }))
    .toSorted((a, b) => (a.tag < b.tag ? -1 : 1));
}
