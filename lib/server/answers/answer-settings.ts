import { DeclaredField } from "#lib/connectors/declared-field.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { schemaProblem } from "./schema-problem.ts";

/** Who may call a flow. */
export type CallerAuth = { kind: "none" } | { kind: "api-key" } | { kind: "connection"; connection: string };

/** How a published trigger answers, as its subscription keeps it. */
export interface AnswerSettings {
  /** Milliseconds after which a caller is told to come back. */
  ms: number;
  auth: CallerAuth;
  /** What a body has to be: declared fields, or a JSON Schema; neither takes any. */
  fields: DeclaredField[];
  schema: JsonObject | null;
  /** A JSON Schema of what it answers, for readers of its API. */
  gives: JsonObject | null;
}

const defaultSeconds = 30;

function literalOf(trigger: Pick<FlowNode, "config">, key: string): Json | undefined {
  const value = trigger.config[key];
  return value?.kind === "literal" && value.value !== "" ? value.value : undefined;
}

function schemaOf(trigger: Pick<FlowNode, "config">, key: string, label: string): JsonObject | null {
  const schema = literalOf(trigger, key);
  if (schema === undefined || schema === null) return null;
  const problem = isJsonObject(schema) ? schemaProblem(schema) : "It is no JSON object.";
  if (problem !== null) throw new AppError("invalid", `${label} cannot be used: ${problem}`);
  return schema as JsonObject;
}

function authOf(trigger: Pick<FlowNode, "config" | "connection">): CallerAuth {
  const auth = literalOf(trigger, "auth");
  if (auth === "api-key") return { kind: "api-key" };
  if (auth !== "connection") return { kind: "none" };
  if (trigger.connection === undefined) throw new AppError("invalid", "The trigger asks its callers for a connection’s credential. Choose the connection, or let others call it.");
  return { kind: "connection", connection: trigger.connection };
}

/** As a trigger is set; null when its caller does not wait. @throws AppError invalid for settings that cannot be kept. */
export function answerSettings(trigger: Pick<FlowNode, "config" | "connection">): AnswerSettings | null {
  if (literalOf(trigger, "answer") !== "respond") return null;
  const seconds = literalOf(trigger, "deadline");
  return {
    ms: (typeof seconds === "number" ? seconds : defaultSeconds) * 1_000,
    auth: authOf(trigger),
    fields: DeclaredField.array().catch([]).parse(literalOf(trigger, "fields") ?? []),
    schema: schemaOf(trigger, "schema", "The body’s JSON Schema"),
    gives: schemaOf(trigger, "gives", "The answer’s JSON Schema"),
  };
}

/** The trigger's name in the workspace's API; null when it has none. */
export function answerAddress(trigger: Pick<FlowNode, "config">): string | null {
  const address = literalOf(trigger, "address");
  return literalOf(trigger, "answer") === "respond" && typeof address === "string" ? address : null;
}
