"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { templateQuery } from "#lib/client/queries/templates.ts";
import { SharePanel } from "./share-panel.tsx";

/** A template's versions and who sees it, away from the page of its flow. */
export function ShareDialog({ template: { id, name }, onClose }: { template: { id: string; name: string }; onClose: () => void }) {
  const { slug, may } = useWorkspace();
  const { data, error, refetch } = useQuery(templateQuery(slug, id));
  return (
    <Dialog title={`Share ${name}`} className="is-wide" onClose={onClose}>
      {error && !data ? <ErrorState title="The template did not load" onRetry={() => void refetch()}>{errorText(error)}</ErrorState> : !data ? <Skeleton label="Reading the template" /> : (
        <SharePanel template={data} onWithdrawn={onClose}>
          <section className="sh-versions" aria-labelledby="sh-versions">
            <h3 id="sh-versions">Versions</h3>
            <ul>
              {data.versions.map(({ number, message, publishedAt }) => <li key={number}><Link href={`/w/${slug}/templates/${id}?version=${number}`} prefetch={false}>Version {number}</Link> <span className="muted"><Moment iso={publishedAt} style="day" /></span>{message === "" ? null : <> · {message}</>}</li>)}
            </ul>
            {data.flow !== null && may("templates:publish") ? <div><LinkButton href={`/w/${slug}/flows/${data.flow}/template`}>Write the next version</LinkButton></div> : null}
          </section>
        </SharePanel>
      )}
    </Dialog>
  );
}
