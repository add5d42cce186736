"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { templateMutations } from "#lib/client/mutations/template-mutations.ts";
import type { Template, TemplateVisibility } from "#lib/contracts/templates.schema.ts";
import { visibilityWords } from "./visibility-words.ts";

const visibilities = Object.keys(visibilityWords) as TemplateVisibility[];

interface SharePanelProps {
  template: Template;
  /** What else there is to know of it, before the way to take it back. */
  children?: ReactNode;
  onWithdrawn?: (() => void) | undefined;
}

/** Who sees a template, its link, and the way to take it back. */
export function SharePanel({ template, children, onWithdrawn }: SharePanelProps) {
  const { slug, may, role } = useWorkspace();
  const name = useId();
  const allowed = may("templates:share");
  const share = useMutation(templateMutations(slug).share);
  const withdraw = useMutation(templateMutations(slug).withdraw);
  // Marked at once; what the server has is shown again when it has been read.
  const [picked, setPicked] = useState<TemplateVisibility | null>(null);
  const [asking, setAsking] = useState<"link" | "withdraw" | null>(null);
  const { id, visibility, shareUrl } = template;
  const pick = (value: TemplateVisibility) => {
    setPicked(value);
    share.mutate({ template: id, visibility: value }, { onSettled: () => setPicked(null) });
  };
  const close = () => setAsking(null);
  return (
    <div className="sh">
      <fieldset className="sh-choices" disabled={!allowed}>
        <legend className="vh">Who sees {template.name}</legend>
        {visibilities.map((value) => (
          <label key={value} className="sh-choice">
            <input type="radio" name={name} value={value} checked={(picked ?? visibility) === value} onChange={() => pick(value)} />
            <span className="strong">{visibilityWords[value].name}</span>
            <span className="small muted">{visibilityWords[value].about}</span>
          </label>
        ))}
      </fieldset>
      {allowed ? null : <p className="muted">Your role, {role}, publishes versions. Who sees them is for an admin or owner of this workspace to say.</p>}
      <FormError error={share.error} />
      {share.isSuccess ? <p role="status" className="small"><b>Saved.</b> {share.variables.newLink ? "The former link stopped working." : `${visibilityWords[visibility].name}: ${visibilityWords[visibility].about}`}</p> : null}
      {shareUrl !== null && visibility !== "workspace" ? (
        <div className="sh-link">
          <div className="secret" role="group" aria-label="Link of the template"><span className="data">{shareUrl}</span><CopyButton text={shareUrl} label="Copy the link" worded look="plain" /></div>
          <p className="small muted row wrap">Whoever has it sees the template without an account. {allowed ? <button type="button" className="link" onClick={() => setAsking("link")}>Make a new link</button> : null}</p>
        </div>
      ) : null}
      {children}
      {allowed ? <div className="sh-end"><p className="small muted">Withdrawn, its link and all its versions stop at once. Flows that were made from it stay.</p><Button onClick={() => setAsking("withdraw")}>Withdraw the template</Button></div> : null}
      {asking === "link" ? (
        <ConfirmDialog title="Make a new link?" action="Make a new link" busy={share.isPending} error={share.error} onClose={close} onConfirm={() => share.mutate({ template: id, newLink: true }, { onSuccess: close })}>
          The former link stops working at once, wherever it was sent. Flows that were made by it stay.
        </ConfirmDialog>
      ) : null}
      {asking === "withdraw" ? (
        <ConfirmDialog
          title={`Withdraw ${template.name}?`} action="Withdraw template" busy={withdraw.isPending} error={withdraw.error} onClose={close}
          onConfirm={() => withdraw.mutate({ template: id }, { onSuccess: () => { close(); onWithdrawn?.(); } })}
        >
          Its link and its place in the gallery are gone at once, with all its versions; nobody can install it any more. {template.installs === 0 ? "No flow was made from it." : `${template.installs === 1 ? "The flow" : `The ${template.installs} flows`} made from it ${template.installs === 1 ? "stays as it is and gets" : "stay as they are and get"} no newer version.`} This cannot be undone.
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
