import { queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

/** What an invite link is for. */
export function inviteQuery(token: string) {
  return queryOptions({
    queryKey: ["invitation", token] as const,
    queryFn: ({ signal }) => request("GET /api/v1/invitations/{token}", { token }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Whether the owner's account is still to be created. */
export function setupQuery() {
  return queryOptions({ queryKey: ["setup"] as const, queryFn: ({ signal }) => request("GET /api/v1/setup", {}, signal), staleTime: 0 });
}

/** Whether anybody may make an account here. */
export function signUpQuery() {
  return queryOptions({ queryKey: ["sign-up"] as const, queryFn: ({ signal }) => request("GET /api/v1/sign-up", {}, signal), staleTime: 60_000 });
}
