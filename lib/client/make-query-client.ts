import { QueryCache, QueryClient } from "@tanstack/react-query";
import { RequestError } from "./request.ts";

/** The session ended: sign in and come back. A refused change stays on the page, so that nothing typed is lost. */
function askToSignIn(error: Error): void {
  const { pathname, search, hash } = window.location;
  if (!(error instanceof RequestError) || error.status !== 401 || !/^\/(w|admin)(\/|$)/.test(pathname)) return;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search + hash)}`);
}

/** A server of one's own is often reached without the internet, so a browser that calls itself offline still asks. Reads are tried twice more when there was no answer or the server failed; what the server refused is not asked again. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: askToSignIn }),
    defaultOptions: {
      queries: {
        networkMode: "always",
        refetchOnReconnect: true,
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && (!(error instanceof RequestError) || error.status === 0 || error.status >= 500),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
