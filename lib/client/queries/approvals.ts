import { queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";
import { runKeys } from "./runs.ts";

/** What an approval's link asks; looked at again when the visitor comes back to the page. */
export function approvalQuery(token: string) {
  return queryOptions({
    queryKey: ["approval", token] as const,
    queryFn: ({ signal }) => request("GET /api/v1/approvals/{link}", { link: token }, signal),
    staleTime: 10_000,
    retry: false,
  });
}

/** Approvals that wait in a workspace; under the keys of run lists, so that it is fresh when they are. */
export function openApprovalsQuery(workspace: string, flow: string | undefined) {
  return queryOptions({
    queryKey: [...runKeys.all(workspace), "approvals", flow ?? null] as const,
    queryFn: async ({ signal }) => (await request("GET /api/v1/approvals", flow === undefined ? {} : { flow }, signal)).approvals,
    refetchInterval: 15_000,
  });
}
