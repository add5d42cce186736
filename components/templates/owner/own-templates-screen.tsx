"use client";

import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { CheckLabel } from "#components/templates/check-label.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { templateMutations } from "#lib/client/mutations/template-mutations.ts";
import { templatesQuery } from "#lib/client/queries/templates.ts";
import type { TemplateSummary } from "#lib/contracts/templates.schema.ts";
import { ShareDialog } from "./share-dialog.tsx";
import { visibilityWords } from "./visibility-words.ts";

/** The templates that this workspace made: who sees them, how often they were installed, whether their samples pass. */
export function OwnTemplatesScreen() {
  const { slug, may } = useWorkspace();
  const list = useInfiniteQuery(templatesQuery(slug, { origin: "own" }));
  const check = useMutation(templateMutations(slug).check);
  const [sharing, setSharing] = useState<TemplateSummary | null>(null);
  const templates = list.data?.pages.flatMap((page) => page.templates) ?? [];
  return (
    <section className="sec">
      <div className="sec-head"><h2>Templates of this workspace</h2><p className="muted">Made of its flows. <Link href={`/w/${slug}/templates`}>All templates</Link></p></div>
      {list.isPending ? <Skeleton label="Reading the templates" /> : null}
      {list.isError && !list.data ? <ErrorState title="The templates did not load" onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState> : null}
      {list.data && templates.length === 0 ? <EmptyState title="No templates yet" action={<LinkButton href={`/w/${slug}/flows`}>Open the flows</LinkButton>}>{may("templates:publish") ? "Open a flow that works and choose “Publish as a template” in its menu." : "An editor makes them of flows that work."}</EmptyState> : null}
      <FormError error={check.error} />
      {templates.length === 0 ? null : (
        <table className="tbl stack-tbl ot">
          <caption className="vh">Templates of this workspace</caption>
          <thead><tr><th>Template</th><th>Seen by</th><th>Installs</th><th>Samples</th><th><span className="vh">Do</span></th></tr></thead>
          <tbody>
            {templates.map((template) => (
              <tr key={template.id}>
                <td className="wide"><Link href={`/w/${slug}/templates/${template.id}`} prefetch={false}><b>{template.name}</b></Link> <span className="small muted">version {template.version}, <Moment iso={template.publishedAt} style="day" /></span></td>
                <td className="wide" data-label="seen by">{visibilityWords[template.visibility].name}</td>
                <td data-label="installs">{template.installs.toLocaleString("en")}</td>
                <td className="wide" data-label="samples"><CheckResult template={template} /></td>
                <td className="acts">
                  <span className="row">
                    {may("templates:publish") ? <Button size="s" aria-label={`${template.check === null ? "Check" : "Check again"}: ${template.name}`} busy={check.isPending && check.variables.template === template.id} onClick={() => check.mutate({ template: template.id })}>{template.check === null ? "Check" : "Check again"}</Button> : null}
                    <Button size="s" aria-label={`Share ${template.name}`} onClick={() => setSharing(template)}>Share</Button>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {list.hasNextPage ? <div className="row"><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button></div> : null}
      {sharing ? <ShareDialog template={sharing} onClose={() => setSharing(null)} /> : null}
    </section>
  );
}

function CheckResult({ template: { check, version } }: { template: TemplateSummary }) {
  return (
    <>
      <CheckLabel check={check} version={version} brief />
      {check?.problems.map(({ sample, problem }) => <p key={`${sample} ${problem}`} className="small"><b>{sample}:</b> {problem}</p>)}
    </>
  );
}
