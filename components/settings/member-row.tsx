"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { Select } from "#components/ui/select.tsx";
import { workspaceMutations } from "#lib/client/mutations/workspace-mutations.ts";
import { type Role, roles } from "#lib/contracts/permissions.ts";
import type { Member } from "#lib/contracts/workspaces.schema.ts";
import { roleWords } from "./role-words.ts";

/** Roles up to one's own: nobody raises anyone above themselves. */
function assignable(own: Role, current: Role) {
  const highest = roles.indexOf(own);
  return roles.filter((role, index) => index <= highest || role === current).map((role) => ({ value: role, label: roleWords[role].name }));
}

/** `onlyOwner`: there is no other, so the role stays and they cannot go. */
export function MemberRow({ member, onlyOwner }: { member: Member; onlyOwner: boolean }) {
  const { slug, may, role: ownRole, user } = useWorkspace();
  const [removing, setRemoving] = useState(false);
  const mutations = workspaceMutations(slug);
  const change = useMutation(mutations.changeRole);
  const remove = useMutation(mutations.removeMember);
  const self = member.userId === user.id;
  const manages = may("members:manage") && !onlyOwner && roles.indexOf(member.role) <= roles.indexOf(ownRole);
  return (
    <tr>
      <td className="wide"><b>{member.name}</b>{self ? <span className="faint"> (you)</span> : null}</td>
      <td className="wide muted">{member.email}</td>
      <td>
        {manages ? (
          <Select
            aria-label={`Role of ${member.name}`}
            value={change.isPending ? (change.variables?.role ?? member.role) : member.role}
            options={assignable(ownRole, member.role)}
            disabled={change.isPending}
            onValue={(role) => change.mutate({ user: member.userId, role })}
          />
        ) : (
          <>{roleWords[member.role].name}{onlyOwner ? <span className="faint">, the only one</span> : null}</>
        )}
        <FormError error={change.error} />
      </td>
      <td className="muted only-wide"><Moment iso={member.since} style="day" /></td>
      {may("members:manage") ? (
        <td className="acts">
          {manages ? <Button size="s" aria-label={`${self ? "Leave" : `Remove ${member.name}`}`} onClick={() => setRemoving(true)}>{self ? "Leave" : "Remove"}</Button> : null}
          {removing ? (
            <ConfirmDialog
              title={self ? "Leave this workspace?" : `Remove ${member.name}?`}
              action={self ? "Leave workspace" : "Remove member"}
              busy={remove.isPending}
              error={remove.error}
              onClose={() => setRemoving(false)}
              onConfirm={() =>
                remove.mutate(
                  { user: member.userId },
                  { onSuccess: () => (self ? window.location.assign("/") : setRemoving(false)) },
                )
              }
            >
              {self ? "You lose access at once. Someone has to invite you to come back." : "They lose access at the next request. What they built stays."}
            </ConfirmDialog>
          ) : null}
        </td>
      ) : null}
    </tr>
  );
}
