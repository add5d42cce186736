"use client";

import { useMutation } from "@tanstack/react-query";
import { Ellipsis, Pause, Pencil, Play, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { alertMutations } from "#lib/client/mutations/alert-mutations.ts";
import type { AlertRule } from "#lib/contracts/alerts.schema.ts";

export function RuleMenu({ rule, onEdit }: { rule: AlertRule; onEdit: () => void }) {
  const { slug } = useWorkspace();
  const mutations = alertMutations(slug);
  const update = useMutation(mutations.updateRule);
  const attempt = useMutation(mutations.tryRule);
  const remove = useMutation(mutations.deleteRule);
  const [deleting, setDeleting] = useState(false);
  const { emails, webhook, flow } = rule.to;
  const isTold = emails.length > 0 || webhook !== null || flow !== null;
  return (
    <>
      <Menu label={rule.name} align="end" trigger={(props) => <IconButton {...props} label={`More about ${rule.name}`} icon={Ellipsis} />}>
        <MenuItem icon={Pencil} onSelect={onEdit}>Change</MenuItem>
        <MenuItem icon={Send} unavailable={isTold ? null : "It tells nobody."} onSelect={() => attempt.mutate({ alertRule: rule.id })}>Send a test notice</MenuItem>
        <MenuItem icon={rule.paused ? Play : Pause} onSelect={() => update.mutate({ alertRule: rule.id, paused: !rule.paused })}>{rule.paused ? "Resume" : "Pause"}</MenuItem>
        <MenuItem icon={Trash2} onSelect={() => setDeleting(true)}>Delete</MenuItem>
      </Menu>
      <FormError error={update.error ?? attempt.error} />
      {deleting ? (
        <ConfirmDialog title={`Delete ${rule.name}?`} action="Delete rule" busy={remove.isPending} error={remove.error} onClose={() => setDeleting(false)} onConfirm={() => remove.mutate({ alertRule: rule.id }, { onSuccess: () => setDeleting(false) })}>
          Its alerts go with it, those that are over too, and nothing more is sent about them. To keep them, pause the rule.
        </ConfirmDialog>
      ) : null}
    </>
  );
}
