import type { z } from "zod";
import { listRoute } from "./list-route.ts";
import { type Route, sampleRoute } from "./sample-system.ts";

/** Reading a collection: its list, and one of it. */
export function readRoutes(collection: string, one: string, item: z.ZodType, filters: readonly string[]): Route[] {
  const title = `${collection.slice(0, 1).toUpperCase()}${collection.slice(1)}`;
  return [
    listRoute(`/${collection}`, `${title}, in the order of change`, item, filters, () => collection),
    sampleRoute({ method: "GET", path: `/${collection}/{id}`, summary: `One ${one}`, answer: item, status: 200, work: ({ records, params }) => records.demand(collection, params["id"] ?? "") }),
  ];
}
