"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";
import type { FieldRule } from "#lib/flow/field-rules/field-rule.ts";
import { FieldRulesEditor } from "./field-rules-editor.tsx";

/** Which fields of one flow's payloads nobody is shown. */
export function FieldRulesDialog({ flow, onClose }: { flow: { id: string; name: string; fieldRules: readonly FieldRule[] }; onClose: () => void }) {
  const { slug, may } = useWorkspace();
  const form = useId();
  const [rules, setRules] = useState<readonly FieldRule[]>(flow.fieldRules);
  const save = useMutation(flowMutations(slug).hideFields);
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate({ flow: flow.id, rules: [...rules] }, { onSuccess: onClose });
  }
  return (
    <Dialog className="is-wide" title={`Hidden fields of ${flow.name}`} onClose={onClose} footer={<><Button onClick={onClose}>Cancel</Button><Button look="ink" type="submit" form={form} busy={save.isPending}>Save</Button></>}>
      <p>Steps work with the real values. Pages, the API, logs and samples show a mask in their place, and in place of copies of them, for old runs too. <Link className="link" href={`/w/${slug}/settings/data`}>Fields hidden in all flows</Link></p>
      <form id={form} className="form-rows" onSubmit={submit}>
        <FieldRulesEditor rules={rules} onRules={setRules} mayLoosen={(rule) => may("data:manage") || !flow.fieldRules.some((own) => own.path === rule.path)} />
        <FormError error={save.error} />
      </form>
    </Dialog>
  );
}
