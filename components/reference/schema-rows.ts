export interface SchemaRow {
  /** Dotted, with `[]` for the items of a list. */
  path: string;
  type: string;
  required: boolean;
  /** Limits and allowed values. */
  note: string;
  /** What it is for, as the schema says. */
  says: string;
}

type Schema = Readonly<Record<string, unknown>>;

const deepest = 5;

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function variantsOf(schema: Schema): Schema[] {
  const list = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(list) ? list.filter(isSchema) : [];
}

function typeOf(schema: Schema): string {
  if ("const" in schema) return JSON.stringify(schema["const"]);
  if (Array.isArray(schema["enum"])) return "one of";
  const variants = variantsOf(schema);
  if (variants.length > 0) return [...new Set(variants.map(typeOf))].join(" or ");
  const { type } = schema;
  if (type === "array") return isSchema(schema["items"]) ? `list of ${typeOf(schema["items"])}` : "list";
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: String(one) })).join(" or ");
  if (typeof type === "string") return schema["format"] === "date-time" && type === "string" ? "time" : type;
  return "any JSON";
}

function noteOf(schema: Schema): string {
  const notes: string[] = [];
  if (Array.isArray(schema["enum"])) notes.push(schema["enum"].map((value) => JSON.stringify(value)).join(", "));
  const say = (key: string, text: (value: number) => string) => {
    const value = schema[key];
    if (typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER) notes.push(text(value));
  };
  say("minLength", (value) => `at least ${value} ${value === 1 ? "character" : "characters"}`);
  say("maxLength", (value) => `at most ${value} characters`);
  say("minimum", (value) => `from ${value}`);
  say("maximum", (value) => `up to ${value}`);
  say("minItems", (value) => `at least ${value} ${value === 1 ? "item" : "items"}`);
  say("maxItems", (value) => `at most ${value} items`);
  if (schema["default"] !== undefined) notes.push(`${JSON.stringify(schema["default"])} when left out`);
  return notes.join("; ");
}

function below(schema: Schema, path: string, depth: number): SchemaRow[] {
  if (depth > deepest) return [];
  if (isSchema(schema["items"])) return below(schema["items"], `${path}[]`, depth);
  const own = Object.entries(isSchema(schema["properties"]) ? schema["properties"] : {}).flatMap(([name, property]) => {
    if (!isSchema(property)) return [];
    const at = path === "" ? name : `${path}.${name}`;
    const required = Array.isArray(schema["required"]) && schema["required"].includes(name);
    return [{ path: at, type: typeOf(property), required, note: noteOf(property), says: typeof property["description"] === "string" ? property["description"] : "" }, ...below(property, at, depth + 1)];
  });
  return [...own, ...variantsOf(schema).flatMap((variant) => below(variant, path, depth))];
}

/** The fields of a JSON Schema as rows of a table; those that several variants share are told once. */
export function schemaRows(schema: unknown): SchemaRow[] {
  if (!isSchema(schema)) return [];
  const rows = new Map<string, SchemaRow>();
  for (const row of below(schema, "", 0)) {
    const known = rows.get(row.path);
    if (!known) rows.set(row.path, row);
    else if (!known.type.split(" or ").includes(row.type)) rows.set(row.path, { ...known, type: `${known.type} or ${row.type}`, required: known.required && row.required });
  }
  return [...rows.values()];
}
