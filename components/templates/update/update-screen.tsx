"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FlowCrumbs } from "#components/flows/flow-crumbs.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { templateMutations } from "#lib/client/mutations/template-mutations.ts";
import { flowQuery } from "#lib/client/queries/flows.ts";
import { nodeTypesQuery } from "#lib/client/queries/node-types.ts";
import { installQuery, templateUpdateQuery } from "#lib/client/queries/templates.ts";
import { RequestError } from "#lib/client/request.ts";
import type { TemplateVersion } from "#lib/contracts/templates.schema.ts";
import { UpdateForm } from "./update-form.tsx";

type Done = { kind: "taken" | "left"; version: TemplateVersion };

/** A newer version of the template that a flow was made from: what it changed, what was changed here, and both together. */
export function UpdateScreen({ flow: id }: { flow: string }) {
  const { slug, may, role } = useWorkspace();
  const [done, setDone] = useState<Done | null>(null);
  const flow = useQuery(flowQuery(slug, id));
  const install = useQuery(installQuery(slug, id));
  const newer = install.data?.newer ?? null;
  const update = useQuery({ ...templateUpdateQuery(slug, id), enabled: done === null && newer !== null });
  const types = useQuery(nodeTypesQuery());
  const take = useMutation(templateMutations(slug).takeUpdate);
  const home = `/w/${slug}`;
  const name = install.data?.template.name ?? "its template";
  const error = flow.error ?? install.error ?? types.error ?? update.error;
  const read = () => void Promise.all([flow.refetch(), install.refetch(), types.refetch(), ...(newer === null ? [] : [update.refetch()])]);
  return (
    <main id="page" className="pg">
      <header className="pg-head">
        <FlowCrumbs flow={id} name={flow.data?.name} />
        <h1>A newer version of {name}</h1>
      </header>
      {done ? <DoneState done={done} name={name} flow={`${home}/flows/${id}`} /> : error ? (
        <ErrorState title="The newer version did not load" requestId={error instanceof RequestError ? error.requestId : null} onRetry={read}>{errorText(error)} The flow is as it was.</ErrorState>
      ) : install.data === null ? (
        <EmptyState title="This flow was not made from a template" action={<LinkButton href={`${home}/flows/${id}`}>Open the flow</LinkButton>}>Only a flow that comes from a template gets its newer versions.</EmptyState>
      ) : install.data && newer === null ? (
        <EmptyState title="Nothing newer" action={<LinkButton href={`${home}/flows/${id}`}>Open the flow</LinkButton>}>The flow has version {install.data.version} of {name}, or a newer one was left aside. When the next one is published, it is shown in the editor.</EmptyState>
      ) : !update.data || !types.data ? <Skeleton label="Reading both versions" rows={6} /> : (
        <>
          {may("flows:write") ? null : <p className="muted">Your role, {role}, can look at it; an editor takes it or leaves it.</p>}
          <UpdateForm
            key={update.data.to.number} update={update.data} installed={install.data?.connections ?? {}} nodeTypes={types.data} busy={take.isPending} error={take.error} mayTake={may("flows:write")}
            onTake={(input) => take.mutate({ flow: id, kind: "take", version: update.data.to.number, baseRevision: update.data.draftRevision, ...input }, { onSuccess: () => setDone({ kind: "taken", version: update.data.to }) })}
            onLeave={() => take.mutate({ flow: id, kind: "leave", version: update.data.to.number }, { onSuccess: () => setDone({ kind: "left", version: update.data.to }) })}
            onReadAgain={() => {
              take.reset();
              read();
            }}
          />
        </>
      )}
    </main>
  );
}

function DoneState({ done: { kind, version }, name, flow }: { done: Done; name: string; flow: string }) {
  return (
    <div className="empty" role="status">
      <b className="empty-title"><StatusLabel mark={kind === "taken" ? "success" : "cancelled"}>{kind === "taken" ? `Version ${version.number} is in the draft` : `Version ${version.number} was left aside`}</StatusLabel></b>
      <p className="muted">{kind === "taken" ? "Nothing is published yet: look at the draft, test it, then publish. What the draft was stays under Versions." : `The flow is as it was. You are told when ${name} gets its next version, which holds these changes too.`}</p>
      <div className="empty-action"><LinkButton look="ink" href={flow}>Open the draft</LinkButton>{kind === "taken" ? <LinkButton href={`${flow}/versions`}>Versions</LinkButton> : null}</div>
    </div>
  );
}
