"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { nodeTypesQuery } from "#lib/client/queries/node-types.ts";
import { templateQuery } from "#lib/client/queries/templates.ts";
import { RequestError } from "#lib/client/request.ts";
import type { Template } from "#lib/contracts/templates.schema.ts";
import { CopyTemplateLink } from "./copy-template-link.tsx";
import { DownloadFile } from "./download-file.tsx";
import { TemplateView } from "./template-view.tsx";
import { effortWords } from "./template-words.ts";

function UseIt({ template }: { template: Template }) {
  const { slug, may } = useWorkspace();
  if (template.unavailable !== null) return <p className="small muted">It cannot be used here: {template.unavailable}</p>;
  if (!may("flows:write")) return <p className="small muted">Your role can look at it; an editor can use it.</p>;
  return (
    <>
      <LinkButton look="ink" size="l" href={`/w/${slug}/templates/use?template=${template.id}&version=${template.version}`}>Use this template</LinkButton>
      <p className="small muted">{effortWords(template.content)}</p>
    </>
  );
}

/** A template's page in the workspace. */
export function TemplateScreen({ template: id }: { template: string }) {
  const { slug, may } = useWorkspace();
  const version = Number(useSearchParams().get("version")) || undefined;
  const template = useQuery(templateQuery(slug, id, version));
  const types = useQuery(nodeTypesQuery());
  const missing = template.error instanceof RequestError && template.error.status === 404;
  const failed = template.error ?? types.error;
  const { data } = template;
  const newest = Math.max(0, ...(data?.versions.map(({ number }) => number) ?? []));
  return (
    <main id="page" className="pg">
      <header className="pg-head">
        <Link className="faint" href={`/w/${slug}/templates`}>Templates</Link><span className="faint" aria-hidden="true">/</span>{data ? <span className="muted cut">{data.name}</span> : <h1 className="tp-crumb">Template</h1>}
        <span className="grow" />
        {data ? (
          <>
            {data.flow !== null && may("templates:publish") ? <LinkButton href={`/w/${slug}/flows/${data.flow}/template`}>Next version and sharing</LinkButton> : null}
            <CopyTemplateLink audience={data.shareUrl === null ? "workspace" : data.visibility} link={() => data.shareUrl ?? `${window.location.origin}/w/${slug}/templates/${data.id}`} />
            <span className="only-wide"><DownloadFile content={data.content} /></span>
          </>
        ) : null}
      </header>
      {missing ? <ErrorState title="There is no such template">It was withdrawn, or it belongs to another workspace. <Link href={`/w/${slug}/templates`}>Go to templates</Link></ErrorState> : null}
      {failed && !missing && !(data && types.data) ? <ErrorState title="The template did not load" onRetry={() => void Promise.all([template.refetch(), types.refetch()])}>{errorText(failed)}</ErrorState> : null}
      {!failed && !(data && types.data) ? <Skeleton label="Reading the template" rows={4} /> : null}
      {data && types.data ? <TemplateView content={data.content} nodeTypes={types.data} facts={data} unavailable={data.unavailable} notice={data.version < newest ? <Notice mark="hint"><b>This is version {data.version}.</b> Version {newest} is the newest. <Link href={`/w/${slug}/templates/${id}`}>Go to version {newest}</Link></Notice> : undefined} action={<UseIt template={data} />} /> : null}
    </main>
  );
}
