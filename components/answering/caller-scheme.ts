/** What a caller proves itself by, as the OpenAPI document says. */
export type CallerScheme = { kind: "none" } | { kind: "key" | "token" | "basic" } | { kind: "header"; name: string };

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

export function callerScheme(document: unknown, security: readonly string[]): CallerScheme {
  const [name] = security;
  if (name === undefined) return { kind: "none" };
  if (name === "apiKey") return { kind: "key" };
  const scheme = object(object(object(object(document)["components"])["securitySchemes"])[name]);
  if (scheme["type"] === "apiKey" && typeof scheme["name"] === "string") return { kind: "header", name: scheme["name"] };
  return { kind: scheme["scheme"] === "basic" ? "basic" : "token" };
}
