"use client";

import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { useEditorSession } from "../editor-context.tsx";
import { hookGuides } from "./hook-guides.ts";
import { RefusedRequests } from "./refused-requests.tsx";

export interface HookProofProps {
  node: FlowNode;
  url: string;
  /** The choice of the secret; null while nothing is verified. */
  children: ReactNode;
}

function guideOf(node: FlowNode): readonly string[] | null {
  const value = node.config["verify"];
  const verify = value?.kind === "literal" ? value.value : null;
  return typeof verify === "string" ? (hookGuides[verify] ?? null) : null;
}

/** Of a webhook that verifies: its secret, what to enter at the sender, and what was refused. */
export function HookProof({ node, url, children }: HookProofProps) {
  const { workspace, flow } = useEditorSession();
  const guide = guideOf(node);
  return (
    <>
      {children}
      {guide === null ? null : (
        <section className="hk" aria-label="At the sender">
          <h3 className="frow-label">At the sender</h3>
          <ol className="small">{guide.map((step) => <li key={step}>{step}</li>)}</ol>
          <div className="secret"><span className="data">{url}</span><CopyButton text={url} label="Copy the URL for the sender" /></div>
          <p className="small muted">To change the secret without losing anything, replace it under Connections and let the former one count for a while.</p>
        </section>
      )}
      {guide === null ? null : <RefusedRequests workspace={workspace} flow={flow} />}
    </>
  );
}
