import { z } from "zod";
import type { Json } from "#lib/json.ts";
import { FlowDocument, NodeId } from "../document.schema.ts";
import { patterns } from "../pattern.ts";

/** Written into every template file and version; raised together with a migration, as a document's is. */
export const templateFormat = 1;

const JsonValue: z.ZodType<Json> = z.json() as z.ZodType<Json>;
const line = (most: number): z.ZodString => z.string().trim().max(most);

/** A name inside a template: of a parameter or of a connection. */
export const TemplateKey = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "Use small letters, digits and _, at most 40, a letter first.");

/**
 * Where a parameter's value goes: a path into a node's configuration, its field first, that ends inside the value of a
 * literal (`["url", "value"]`, `["fields", "value", 0, "label"]`) or at a text of a template (`["body", "parts", 0]`).
 */
export const TemplatePlace = z.strictObject({ node: NodeId, path: z.array(z.union([z.string().max(256), z.number().int().min(0)])).min(2).max(32) });
export type TemplatePlace = z.infer<typeof TemplatePlace>;

/** What a parameter may be chosen from: words of the author, or what the connected account or the workspace has. */
export const ParameterOptions = z.discriminatedUnion("from", [
  z.strictObject({ from: z.literal("list"), values: z.array(z.string().min(1).max(200)).min(1).max(100) }),
  /** Tables of a database connection, as `schema.table`; a place in a setting `schema` or `table` gets its part. */
  z.strictObject({ from: z.literal("tables"), connection: TemplateKey }),
  /** Flows of the workspace that others can call. */
  z.strictObject({ from: z.literal("flows") }),
]);
export type ParameterOptions = z.infer<typeof ParameterOptions>;

export const parameterTypes = ["text", "long", "email", "url", "number", "boolean", "choice", "json"] as const;

/** One question that is asked when a template is installed. */
export const TemplateParameter = z.strictObject({
  key: TemplateKey,
  label: line(80).min(1, "Say what is asked."),
  help: line(300).default(""),
  type: z.enum(parameterTypes),
  required: z.boolean(),
  default: JsonValue.optional(),
  /** Of a choice. */
  options: ParameterOptions.optional(),
  places: z.array(TemplatePlace).min(1).max(50),
});
export type TemplateParameter = z.infer<typeof TemplateParameter>;

/** A connection that has to be chosen: one for all nodes that had the same. */
export const TemplateConnection = z.strictObject({
  key: TemplateKey,
  title: line(80).min(1, "Say which system it is."),
  help: line(300).default(""),
  /** Of which one is enough. */
  kinds: z.array(z.string().regex(/^[a-z-]+\/[a-z-]+$/).max(64)).min(1).max(10),
  nodes: z.array(NodeId).min(1).max(1_000),
});
export type TemplateConnection = z.infer<typeof TemplateConnection>;

/** What a sample's run is compared with. Nodes that are not named are not compared. */
export const ExpectedRun = z.strictObject({
  ends: z.enum(["succeeded", "failed"]),
  /** Of a flow that answers; the body is compared where it is given. */
  answer: z.strictObject({ status: z.number().int().min(100).max(599), body: JsonValue.optional() }).optional(),
  steps: z.record(NodeId, z.strictObject({ status: z.enum(["succeeded", "failed", "skipped"]), port: z.string().max(64).optional() })),
  /** How many writes each node plans (test-run) or does. */
  writes: z.record(NodeId, z.number().int().min(0)),
});
export type ExpectedRun = z.infer<typeof ExpectedRun>;

/** What the flow can be tried with: what its trigger puts out, or the fields it asks for. */
export const TemplateSample = z.strictObject({ name: line(80).min(1), input: JsonValue, expected: ExpectedRun.nullable().default(null) });
export type TemplateSample = z.infer<typeof TemplateSample>;

export const templateGoals = ["collect", "synchronise", "report", "notify", "approve", "serve", "recover"] as const;
export type TemplateGoal = (typeof templateGoals)[number];
export const templateLicences = ["Apache-2.0", "MIT", "CC0-1.0", "CC-BY-4.0", "all-rights-reserved"] as const;

/** What an author writes about a template. */
export const TemplateAbout = z.strictObject({
  name: line(120).min(1, "Give it a name."),
  /** One sentence: what it does for whom. */
  sentence: line(300).min(1, "Say in one sentence what it does."),
  /** In the small Markdown of notes. */
  description: z.string().max(20_000).default(""),
  author: line(120).min(1, "Say who made it."),
  licence: z.enum(templateLicences),
  goal: z.enum(templateGoals),
});
export type TemplateAbout = z.infer<typeof TemplateAbout>;

/**
 * A template's version: a document without connections, and everything that has to be asked, chosen and tried to make it
 * a flow. It is what is stored, exported, imported and shown; it holds no id of any workspace.
 */
export const TemplateContent = z.strictObject({
  format: z.literal(templateFormat),
  ...TemplateAbout.shape,
  pattern: z.enum(patterns).nullable(),
  document: FlowDocument,
  parameters: z.array(TemplateParameter).max(50),
  connections: z.array(TemplateConnection).max(20),
  samples: z.array(TemplateSample).max(10),
});
export type TemplateContent = z.infer<typeof TemplateContent>;
