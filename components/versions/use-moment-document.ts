"use client";

import { useQuery } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { earlierDraftQuery, flowVersionQuery } from "#lib/client/queries/flows.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { FlowMoment } from "./moment-of-flow.ts";

/** The document of a version or an earlier draft. */
export function useMomentDocument(flow: string, moment: FlowMoment | undefined): { document: FlowDocument | undefined; error: Error | null; refetch: () => Promise<unknown> } {
  const { slug } = useWorkspace();
  const version = useQuery({ ...flowVersionQuery(slug, flow, moment?.kind === "version" ? moment.version.number : 0), enabled: moment?.kind === "version" });
  const draft = useQuery({ ...earlierDraftQuery(slug, flow, moment?.kind === "draft" ? moment.draft.revision : 0), enabled: moment?.kind === "draft" });
  const query = moment?.kind === "version" ? version : draft;
  return { document: query.data?.document, error: query.error, refetch: query.refetch };
}
