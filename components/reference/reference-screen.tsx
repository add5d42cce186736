"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import { Logo } from "#components/shell/logo.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { openApiQuery } from "#lib/client/queries/instance.ts";
import { OperationEntry } from "./operation-entry.tsx";
import { readReference } from "./read-reference.ts";

function example(origin: string): string {
  return [`curl ${origin}/api/v1/flows \\`, '  -H "Authorization: Bearer $MILLRACE_API_KEY"'].join("\n");
}

/** The HTTP API for reading, made from the OpenAPI document that this instance serves. */
export function ReferenceScreen() {
  const document = useQuery(openApiQuery());
  const groups = useMemo(() => (document.data ? readReference(document.data) : []), [document.data]);
  return (
    <div className="ref">
      <nav className="ref-nav" aria-label="API reference">
        <Link className="brand" href="/"><Logo /><span>Millrace</span></Link>
        <Link href="/help">Help</Link>
        {groups.map(({ tag, operations }) => (
          <div key={tag} className="only-wide">
            <h2>{tag}</h2>
            <ul>{operations.map((operation) => <li key={operation.id}><a className="data" href={`#${operation.id}`}>{operation.method} {operation.path.replace("/api/v1", "")}</a></li>)}</ul>
          </div>
        ))}
      </nav>
      <main id="page">
        <header className="pg-head"><h1>API reference</h1></header>
        <p>
          Every call is JSON over HTTP. An API key, made under Settings, goes in the <span className="data">Authorization</span> header and fixes the workspace.
          Lists come in pages: pass the answer’s <span className="data">next</span> as <span className="data">cursor</span>. Every error is
          <span className="data"> {"{ error: { code, message, requestId } }"}</span>, and its message says what to do next.
          The same as an OpenAPI document: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>
        </p>
        {document.isPending ? <Skeleton label="Reading the reference" rows={6} /> : null}
        {document.isError ? <ErrorState title="The reference did not load" onRetry={() => void document.refetch()}>{errorText(document.error)}</ErrorState> : null}
        {document.data ? <section className="ref-op" aria-label="Example"><CodeView label="Example call" text={example(window.location.origin)} /></section> : null}
        {groups.map(({ tag, operations }) => (
          <section key={tag} aria-labelledby={`tag-${tag}`}>
            <h2 id={`tag-${tag}`}>{tag}</h2>
            {operations.map((operation) => <OperationEntry key={operation.id} operation={operation} />)}
          </section>
        ))}
      </main>
    </div>
  );
}
