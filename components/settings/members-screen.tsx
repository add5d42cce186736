"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { membersQuery } from "#lib/client/queries/workspace.ts";
import { roles } from "#lib/contracts/permissions.ts";
import { InviteDialog } from "./invite-dialog.tsx";
import { InviteTable } from "./invite-table.tsx";
import { MemberRow } from "./member-row.tsx";
import { roleWords } from "./role-words.ts";

export function MembersScreen() {
  const { slug, may, role } = useWorkspace();
  const members = useQuery({ ...membersQuery(slug), select: (people) => people.members });
  const [inviting, setInviting] = useState(false);
  const manages = may("members:manage");
  const owners = members.data?.filter((member) => member.role === "owner").length ?? 0;
  return (
    <>
      <section className="sec">
        <div className="row wrap">
          <div className="sec-head grow">
            <h2>Members</h2>
            {manages ? null : <p className="muted">Your role, {role}, can look at this list; an admin or owner changes it.</p>}
          </div>
          {manages ? <Button look="ink" onClick={() => setInviting(true)}>Invite someone</Button> : null}
        </div>
        {members.isPending ? <Skeleton label="Reading members" /> : null}
        {members.isError && !members.data ? <ErrorState title="The members did not load" onRetry={() => void members.refetch()}>{errorText(members.error)}</ErrorState> : null}
        {members.data ? (
          <table className="tbl stack-tbl">
            <caption className="vh">Members of the workspace</caption>
            <thead><tr><th>Name</th><th>E-mail</th><th>Role</th><th>Since</th>{manages ? <th><span className="vh">Remove</span></th> : null}</tr></thead>
            <tbody>{members.data.map((member) => <MemberRow key={member.userId} member={member} onlyOwner={owners === 1 && member.role === "owner"} />)}</tbody>
          </table>
        ) : null}
        <details>
          <summary className="link small">What the roles may do</summary>
          <ul className="small muted">{roles.map((name) => <li key={name}><b>{roleWords[name].name}</b> {roleWords[name].may}.</li>)}</ul>
        </details>
      </section>
      {manages ? <InviteTable /> : null}
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </>
  );
}
