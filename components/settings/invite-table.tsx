"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { workspaceMutations } from "#lib/client/mutations/workspace-mutations.ts";
import { invitesQuery } from "#lib/client/queries/workspace.ts";
import { roleWords } from "./role-words.ts";

/** Invitations that nobody has used yet; nothing when there are none. */
export function InviteTable() {
  const { slug } = useWorkspace();
  const invites = useQuery(invitesQuery(slug));
  const revoke = useMutation(workspaceMutations(slug).revokeInvite);
  if (invites.isError && !invites.data) return <section className="sec"><ErrorState title="The invitations did not load" onRetry={() => void invites.refetch()}>{errorText(invites.error)}</ErrorState></section>;
  if (!invites.data || invites.data.length === 0) return null;
  return (
    <section className="sec">
      <div className="sec-head"><h2>Open invitations</h2><p className="muted">A link is shown once, when it is made. Revoke a lost one and invite again.</p></div>
      <FormError error={revoke.error} />
      <table className="tbl stack-tbl">
        <caption className="vh">Open invitations</caption>
        <thead><tr><th>E-mail</th><th>Role</th><th>Made</th><th>Ends</th><th><span className="vh">Revoke</span></th></tr></thead>
        <tbody>
          {invites.data.map((invite) => (
            <tr key={invite.id}>
              <td className="wide"><b>{invite.email}</b></td>
              <td className="wide">{roleWords[invite.role].name}</td>
              <td className="muted only-wide"><Moment iso={invite.createdAt} /></td>
              <td className="muted" data-label="ends"><Moment iso={invite.expiresAt} style="day" /></td>
              <td className="acts">
                <Button size="s" aria-label={`Revoke the invitation of ${invite.email}`} busy={revoke.isPending && revoke.variables.invite === invite.id} onClick={() => revoke.mutate({ invite: invite.id })}>Revoke</Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
