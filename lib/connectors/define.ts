import type { z } from "zod";
import type { Json } from "#lib/json.ts";
import type { NodeKind, PortType } from "#lib/flow/node-type.ts";
import type { Pattern } from "#lib/flow/pattern.ts";

/** What an operation is, without how it is done: title, settings, output, and what a retry may repeat. */
export interface OperationSpec<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  title: string;
  description: string;
  /** A Lucide icon's name. */
  icon: string;
  kind: NodeKind;
  effect: "none" | "read" | "write";
  /** One sentence with `{field}` in it. */
  summary: string;
  input: Input;
  output: Output;
  /** Parses with `output`; shown before anything ran. */
  sample: z.input<Output>;
  /** `in` and `out`, one value each, when not said. */
  inputs?: readonly PortType[];
  outputs?: readonly PortType[];
  connection?: "optional" | "required";
  pattern?: Pattern;
  /** Starting values of a node dropped on the canvas. */
  defaults?: Record<string, Json>;
}

export interface ConnectorSpec<Operations extends Record<string, OperationSpec> = Record<string, OperationSpec>> {
  id: string;
  title: string;
  operations: Operations;
}

/** Checks that the sample has the output's shape at compile time. */
export function operation<const Kind extends NodeKind, Input extends z.ZodObject, Output extends z.ZodType>(
  spec: OperationSpec<Input, Output> & { kind: Kind },
): OperationSpec<Input, Output> & { kind: Kind } {
  return spec;
}

export function connector<const Operations extends Record<string, OperationSpec>>(spec: ConnectorSpec<Operations>): ConnectorSpec<Operations> {
  return spec;
}

/** A request as it left and the reply as it came back, without secrets; shown on the run's page. */
export interface Exchange {
  request: { method: string; url: string; headers: Record<string, string>; body: string | null };
  reply: { status: number; headers: Record<string, string>; body: string; durationMs: number } | null;
}

export interface OutboundRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  durationMs: number;
}

/** All an operation may touch: nothing is ambient. */
export interface ActionContext {
  /** The one way out; adds the connection's credential and refuses private addresses. */
  send(request: OutboundRequest): Promise<Reply>;
  /** The same for every retry and replay of this effect (SEMANTICS step-4). */
  effectKey: string;
  signal: AbortSignal;
}

export type ActionRuntime<Spec> = Spec extends OperationSpec<infer Input, infer Output>
  ? (input: z.output<Input>, context: ActionContext) => Promise<z.output<Output>>
  : never;

/** Logic is computed inline and deterministically: no context, no promise. */
export type LogicRuntime<Spec> = Spec extends OperationSpec<infer Input, infer Output>
  ? (input: z.output<Input>) => { port: string; output: z.output<Output> }
  : never;
