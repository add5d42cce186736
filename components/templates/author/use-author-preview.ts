import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { templatePreviewQuery } from "#lib/client/queries/templates.ts";
import type { WireDraft } from "./author-draft.ts";
import type { TemplatePreview } from "./questions-section.tsx";

const quietMs = 400;

interface AuthorPreview {
  /** The last one that could be made, so that a refused word takes nothing from the page. */
  made: TemplatePreview | undefined;
  /** What is on the page is what was looked at. */
  isChecked: boolean;
  error: Error | null;
  retry: () => void;
}

/** What the server makes of a draft, asked a moment after each change. */
export function useAuthorPreview(flow: string, wire: WireDraft): AuthorPreview {
  const { slug } = useWorkspace();
  const [last, setLast] = useState<TemplatePreview>();
  const asked = useDebounced(wire, quietMs);
  const preview = useQuery(templatePreviewQuery(slug, flow, asked));
  // What was kept from before may not fit the flow any more: then its settings are shown without it, to be mended.
  const isStuck = preview.error !== null && last === undefined;
  const bare = useQuery({ ...templatePreviewQuery(slug, flow, { ...asked, parameters: [], connections: [], samples: [], keep: [] }), enabled: isStuck });
  if (preview.data && !preview.isPlaceholderData && preview.data !== last) setLast(preview.data);
  return {
    made: preview.data ?? last ?? bare.data,
    isChecked: asked === wire && !preview.isFetching && !preview.isPlaceholderData && preview.error === null,
    error: preview.error,
    retry: () => void Promise.all([preview.refetch(), ...(isStuck ? [bare.refetch()] : [])]),
  };
}
