"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { nodeTypesQuery } from "#lib/client/queries/node-types.ts";
import { RequestError } from "#lib/client/request.ts";
import { readSource, type TemplateSource } from "./template-source.ts";
import { TemplateWizard } from "./template-wizard.tsx";
import { useTemplateSource } from "./use-template-source.ts";

function Loaded({ source }: { source: TemplateSource }) {
  const { slug, may } = useWorkspace();
  const { template, error, isGone, retry } = useTemplateSource(source);
  const types = useQuery(nodeTypesQuery());
  const gallery = <LinkButton look="ink" href={`/w/${slug}/templates`}>Go to templates</LinkButton>;
  if (!may("flows:write")) return <EmptyState title="Your role can look at templates" action={gallery}>An editor of this workspace can make a flow of one. Ask an admin for that role.</EmptyState>;
  if (isGone) return <EmptyState title="The file is not here any more" action={<LinkButton look="ink" href={`/w/${slug}/templates/import`}>Choose it again</LinkButton>}>It was chosen in another tab, or the browser had no room to keep it.</EmptyState>;
  if (error instanceof RequestError && error.status === 404) return <EmptyState title="There is no such template" action={gallery}>It was withdrawn, its link was renewed, or it belongs to another workspace.</EmptyState>;
  const failed = error ?? types.error;
  if (failed) {
    const again = () => {
      retry();
      void types.refetch();
    };
    return <ErrorState title="The template did not load" onRetry={again}>{errorText(failed)}</ErrorState>;
  }
  if (template === null || !types.data) return <Skeleton label="Reading the template" rows={4} />;
  if (template.unavailable !== null) return <EmptyState title="It cannot be used here" action={gallery}>{template.unavailable}</EmptyState>;
  return <TemplateWizard key={template.key} template={template} nodeTypes={types.data} />;
}

/** From a template to a flow: connections, parameters, a sample run, and live. */
export function UseTemplateScreen() {
  const { slug } = useWorkspace();
  const params = useSearchParams();
  const source = useMemo(() => readSource(params), [params]);
  return (
    <main id="page" className="pg tw">
      <header className="pg-head"><Link className="faint" href={`/w/${slug}/templates`}>Templates</Link><span className="faint" aria-hidden="true">/</span><h1 className="tp-crumb">Use a template</h1></header>
      {source === null ? <EmptyState title="No template was chosen" action={<LinkButton look="ink" href={`/w/${slug}/templates`}>Go to templates</LinkButton>}>Open one and press “Use this template”.</EmptyState> : <Loaded source={source} />}
    </main>
  );
}
