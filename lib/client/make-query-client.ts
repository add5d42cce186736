import { QueryClient } from "@tanstack/react-query";
import { RequestError } from "./request.ts";

/** Reads are tried twice more when there was no answer or the server failed; what the server refused is not asked again. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && (!(error instanceof RequestError) || error.status === 0 || error.status >= 500),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
      mutations: { retry: false },
    },
  });
}
