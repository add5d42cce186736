"use client";

import { useQuery } from "@tanstack/react-query";
import { FlowCrumbs } from "#components/flows/flow-crumbs.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { flowQuery } from "#lib/client/queries/flows.ts";
import { flowTemplateQuery } from "#lib/client/queries/templates.ts";
import { RequestError } from "#lib/client/request.ts";
import { AuthorForm } from "./author-form.tsx";

/** Makes a template of a flow, says who sees it, and publishes its next versions. */
export function AuthorScreen({ flow: id }: { flow: string }) {
  const { slug, may, role } = useWorkspace();
  const allowed = may("templates:publish");
  const flow = useQuery(flowQuery(slug, id));
  // What an author types on this page is not overwritten by what is read again.
  const made = useQuery({ ...flowTemplateQuery(slug, id), enabled: allowed });
  const home = `/w/${slug}`;
  const error = flow.error ?? made.error;
  return (
    <main id="page" className="pg">
      <header className="pg-head">
        <FlowCrumbs flow={id} name={flow.data?.name} />
        <h1>Publish as a template</h1>
      </header>
      {!allowed ? (
        <EmptyState title="Templates are published by editors" action={<LinkButton href={`${home}/flows/${id}`}>Open the flow</LinkButton>}>Your role, {role}, can install templates that others publish.</EmptyState>
      ) : error && (!flow.data || !made.data) ? (
        <ErrorState title="The template did not load" requestId={error instanceof RequestError ? error.requestId : null} onRetry={() => void Promise.all([flow.refetch(), made.refetch()])}>{errorText(error)}</ErrorState>
      ) : !flow.data || !made.data ? <Skeleton label="Reading the flow" rows={6} /> : flow.data.document.nodes.length === 0 && flow.data.liveVersion === null ? (
        <EmptyState title="This flow is empty" action={<LinkButton href={`${home}/flows/${id}`}>Open the flow</LinkButton>}>Draw what the template should do, then publish it from here.</EmptyState>
      ) : <AuthorForm key={id} flow={flow.data} start={made.data.draft} template={made.data.template} />}
    </main>
  );
}
