import type { InvalidateQueryFilters, Query, QueryClient } from "@tanstack/react-query";

/**
 * After a change: what is shown is asked anew. A first load that was on its way may have been answered as it was before the
 * change, and invalidating waits for it instead of asking again (TanStack Query cancels refetches alone), so it is cancelled.
 */
export async function askAnew(client: QueryClient, { predicate, ...filters }: InvalidateQueryFilters = {}): Promise<void> {
  const isWanted = (query: Query): boolean => predicate?.(query) ?? true;
  await client.cancelQueries({ ...filters, predicate: (query) => query.state.data === undefined && isWanted(query) });
  await client.invalidateQueries({ ...filters, predicate: isWanted });
}
