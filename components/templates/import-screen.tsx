"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { classes } from "#components/ui/classes.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { nodeTypesQuery } from "#lib/client/queries/node-types.ts";
import { inspectedFileQuery } from "#lib/client/queries/templates.ts";
import { RequestError } from "#lib/client/request.ts";
import { FileChooser } from "./file-chooser.tsx";
import { keepFile } from "./kept-file.ts";
import { Refusal } from "./refusal.tsx";
import { effortWords } from "./template-words.ts";
import { TemplateView } from "./template-view.tsx";
import { useFileDrop } from "./use-file-drop.ts";
import { type ReadFile, useKeptFile } from "./use-kept-file.ts";

function FileNotice({ name, code, choose }: { name: string; choose: ReactNode; code: readonly { node: string; name: string }[] }) {
  return (
    <Notice mark={code.length > 0 ? "warning" : "hint"} action={choose}>
      From the file <b>{name}</b>. Nothing of it is stored or started yet.
      {code.length === 0 ? " It brings no code." : ` It brings code in ${code.map((one) => `“${one.name}”`).join(", ")}, which runs in a sandbox without network. Press the step and read it before you use the template.`}
    </Notice>
  );
}

/** The file as a template's page, or why it is none. */
function FilePreview({ file, choose }: { file: ReadFile; choose: ReactNode }) {
  const { slug, may } = useWorkspace();
  const inspected = useQuery({ ...inspectedFileQuery(slug, { id: file.id, file: file.json }), enabled: file.problem === null });
  const types = useQuery(nodeTypesQuery());
  if (file.problem !== null) return <Refusal name={file.name} error={file.problem} action={choose} />;
  if (inspected.isError) {
    const refused = inspected.error instanceof RequestError && inspected.error.status >= 400 && inspected.error.status < 500;
    return refused ? <Refusal name={file.name} error={inspected.error} action={choose} /> : <ErrorState title="The file was not read" onRetry={() => void inspected.refetch()}>{errorText(inspected.error)}</ErrorState>;
  }
  if (types.isError) return <ErrorState title="The steps of this instance did not load" onRetry={() => void types.refetch()}>{errorText(types.error)}</ErrorState>;
  if (!inspected.data || !types.data) return <Skeleton label="Reading the file" rows={4} />;
  const { content, code, unavailable } = inspected.data;
  return (
    <TemplateView
      content={content}
      nodeTypes={types.data}
      facts={null}
      heading="h2"
      unavailable={unavailable}
      notice={<FileNotice name={file.name} code={code} choose={choose} />}
      action={may("flows:write") && unavailable === null ? <><LinkButton look="ink" size="l" href={`/w/${slug}/templates/use?file=1`}>Use this template</LinkButton><p className="small muted">{effortWords(content)}</p></> : <p className="small muted">{unavailable ?? "Your role can look at it; an editor can use it."}</p>}
    />
  );
}

/** A template's file before it is used: what it holds, what it needs, or why it is refused. */
export function ImportScreen() {
  const { slug } = useWorkspace();
  const file = useKeptFile();
  const choose = <FileChooser label="Choose another file" onFile={(chosen) => void keepFile(chosen)} />;
  const isOver = useFileDrop((dropped) => void keepFile(dropped), true);
  return (
    <main id="page" className={classes("pg", isOver && "is-over")}>
      <header className="pg-head"><Link className="faint" href={`/w/${slug}/templates`}>Templates</Link><span className="faint" aria-hidden="true">/</span><h1 className="tp-crumb">A template’s file</h1><span className="grow" /></header>
      {file === undefined ? <Skeleton label="Reading the file" rows={4} /> : null}
      {file === null ? <div className="ti-drop"><EmptyState title="No file chosen" action={<FileChooser look="ink" label="Choose a file" onFile={(chosen) => void keepFile(chosen)} />}>Choose the file that a template’s page gave<span className="only-wide">, or drop it here</span>. It is only looked at first.</EmptyState></div> : null}
      {file ? <FilePreview key={file.id} file={file} choose={choose} /> : null}
    </main>
  );
}
