import type { z } from "zod";
import type { Permission } from "./permissions.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Who may call: anyone, a signed-in user, the instance admin, who may read metrics
 * (`demandMetrics`), or a member or key of the workspace with a permission.
 */
export type Access =
  | { kind: "public" }
  | { kind: "user" }
  | { kind: "instance-admin" }
  | { kind: "metrics" }
  | { kind: "workspace"; permission: Permission };

export interface Contract<
  M extends Method = Method,
  Path extends string = string,
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  method: M;
  /** With `{name}` for parameters. */
  path: Path;
  /** One sentence for the reference page. */
  summary: string;
  access: Access;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Bytes; 1 MiB when not said. */
  maxBody?: number;
  answer: Answer;
  status: 200 | 201 | 202 | 204;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : unknown;
type Sent<Schema> = Schema extends z.ZodType ? z.input<Schema> : unknown;
type AnyContract = Pick<Contract, "method" | "path" | "status" | "answer"> & { params?: z.ZodObject; query?: z.ZodObject; body?: z.ZodType };

/** What a use case is given: parameters, query and body in one object. */
export type InputOf<C extends AnyContract> = Parsed<C["params"]> & Parsed<C["query"]> & Parsed<C["body"]>;
/** What a caller gives: defaults may be left out. */
export type CallOf<C extends AnyContract> = Sent<C["params"]> & Sent<C["query"]> & Sent<C["body"]>;
export type AnswerOf<C extends AnyContract> = z.output<C["answer"]>;

/** Declares one endpoint; route, browser, OpenAPI document and tests are made from it. */
export function contract<const C extends Omit<Contract, "params" | "query" | "body" | "answer"> & { params?: z.ZodObject; query?: z.ZodObject; body?: z.ZodType; answer: z.ZodType }>(declared: C): C {
  return declared;
}
