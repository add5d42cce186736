import { z } from "zod";
import type { Route } from "./sample-system.ts";

/** What every list takes: pages by cursor, or by number, and only what changed since an instant. */
const Paging = z.strictObject({
  cursor: z.string().max(200).optional().describe("The “next” of the page before."),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("Items a page."),
  page: z.coerce.number().int().min(1).max(100_000).optional().describe("A page by its number instead of a cursor, from 1."),
  updated_since: z.iso.datetime({ offset: true }).optional().describe("Only what changed at this instant or later."),
});

/**
 * A list that is read page by page, in the order of change.
 * @param filters fields that can be asked to equal a text.
 * @param collectionOf from the path's parameters; may refuse.
 */
export function listRoute(path: string, summary: string, item: z.ZodType, filters: readonly string[], collectionOf: (params: Readonly<Record<string, string>>) => string): Route {
  const asked = Object.fromEntries(filters.map((field) => [field, z.string().max(320).optional().describe(`Only where ${field} is this, whatever its case.`)]));
  return {
    method: "GET", path, summary, status: 200,
    query: z.strictObject({ ...asked, ...Paging.shape }),
    answer: z.object({ data: z.array(item), next: z.string().nullable(), page: z.number().optional(), pages: z.number().optional(), total: z.number().optional() }),
    async work({ params, query, records }) {
      const where = Object.fromEntries(filters.map((field) => [field, query[field]]));
      const { cursor, limit, page, updated_since: updatedSince } = Paging.parse({ cursor: query["cursor"], limit: query["limit"], page: query["page"], updated_since: query["updated_since"] });
      return { ...(await records.list(collectionOf(params), { where, cursor, limit, page, updatedSince })) };
    },
  };
}
