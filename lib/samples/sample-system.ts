import type { z } from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Collection } from "./collection.ts";
import type { Records } from "./records.ts";

/** One row of a seed; instants are ISO text. */
export interface SeedRow {
  collection: string;
  id: string;
  /** No two rows of a collection share one; null where nothing need be unique. */
  uniqueKey: string | null;
  data: JsonObject;
  createdAt: string;
  updatedAt: string;
}

/** What a route's work is given; parts are parsed by the route's own schemas. */
export interface Call<Query = Record<string, string>, Body = unknown> {
  params: Readonly<Record<string, string>>;
  query: Query;
  body: Body;
  records: Records;
  /** Tells the log that nothing new was done, where the request's own content says so. */
  isRepeat(): void;
}

export interface Route {
  method: "GET" | "POST" | "PATCH";
  /** Below the system's own path, with `{name}` for parameters. */
  path: string;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodObject;
  answer: z.ZodType;
  status: 200 | 201;
  work(call: Call): Promise<Json>;
}

/** Types a route's work by its schemas. */
export function sampleRoute<Query extends z.ZodObject, Body extends z.ZodObject>(
  route: Omit<Route, "query" | "body" | "work"> & { query?: Query; body?: Body; work(call: Call<z.output<Query>, z.output<Body>>): Promise<Json> },
): Route {
  return route as unknown as Route;
}

export interface SampleSystem {
  id: string;
  title: string;
  /** What it is and what it is good for, in a sentence or two. */
  description: string;
  collections: readonly Collection[];
  routes: readonly Route[];
  seed(): SeedRow[];
}
