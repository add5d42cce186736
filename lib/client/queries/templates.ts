import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { listTemplates, previewTemplate } from "#lib/contracts/templates.schema.ts";

export type TemplateFilter = Omit<CallOf<typeof listTemplates>, "cursor" | "limit">;

/** Keys of templates as a workspace sees them, and of what its flows were made from. */
export const templateKeys = {
  all: (workspace: string) => ["templates", workspace] as const,
  lists: (workspace: string) => ["templates", workspace, "list"] as const,
  one: (workspace: string, template: string) => ["templates", workspace, "one", template] as const,
  ofFlow: (workspace: string, flow: string) => ["templates", workspace, "of-flow", flow] as const,
  previews: (workspace: string, flow: string) => ["templates", workspace, "preview", flow] as const,
  install: (workspace: string, flow: string) => ["templates", workspace, "install", flow] as const,
};

/** The gallery: Millrace's, the workspace's and the instance's, filtered. */
export function templatesQuery(workspace: string, filter: TemplateFilter) {
  return infiniteQueryOptions({
    queryKey: [...templateKeys.lists(workspace), filter] as const,
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/templates", { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** A template with its newest version, or with another one. */
export function templateQuery(workspace: string, template: string, version?: number) {
  return queryOptions({
    queryKey: [...templateKeys.one(workspace, template), version ?? "newest"] as const,
    queryFn: ({ signal }) => request("GET /api/v1/templates/{template}", { template, ...(version === undefined ? {} : { version }) }, signal),
    staleTime: 30_000,
  });
}

/** What a link shows to anybody. */
export function sharedTemplateQuery(link: string) {
  return queryOptions({
    queryKey: ["shared-template", link] as const,
    queryFn: ({ signal }) => request("GET /api/v1/shared-templates/{link}", { link }, signal),
    staleTime: 60_000,
    retry: false,
  });
}

/** What a file holds, or why it is refused; `id` is a new one for each file. */
export function inspectedFileQuery(workspace: string, { id, file }: { id: string; file: unknown }) {
  return queryOptions({
    queryKey: [...templateKeys.all(workspace), "file", id] as const,
    queryFn: ({ signal }) => request("POST /api/v1/templates/inspect", { file }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** The template that was made of a flow, and what was said to make its newest version. */
export function flowTemplateQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: templateKeys.ofFlow(workspace, flow),
    queryFn: ({ signal }) => request("GET /api/v1/flows/{flow}/template", { flow }, signal),
  });
}

/** What a template of a flow would hold and what must not be in it; asked again as its author goes on. */
export function templatePreviewQuery(workspace: string, flow: string, draft: Omit<CallOf<typeof previewTemplate>, "flow">) {
  return queryOptions({
    queryKey: [...templateKeys.previews(workspace, flow), draft] as const,
    queryFn: ({ signal }) => request("POST /api/v1/flows/{flow}/template/preview", { flow, ...draft }, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** The template that a flow was made from; null for one that was not. */
export function installQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: templateKeys.install(workspace, flow),
    queryFn: async ({ signal }) => (await request("GET /api/v1/flows/{flow}/install", { flow }, signal)).install,
    staleTime: 30_000,
  });
}

/** A newer version of a flow's template, to be put together with its draft. Read afresh at each opening, as a draft is. */
export function templateUpdateQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: [...templateKeys.install(workspace, flow), "update"] as const,
    queryFn: ({ signal }) => request("GET /api/v1/flows/{flow}/install/update", { flow }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
