"use client";

import { ArrowLeft, ListOrdered, Server } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { AccountMenu } from "#components/shell/account-menu.tsx";
import { AppFrame } from "#components/shell/app-frame.tsx";
import { Logo } from "#components/shell/logo.tsx";
import { RailLink } from "#components/shell/rail-link.tsx";
import type { Session } from "#lib/contracts/account.schema.ts";

/** Around the instance's own pages, which belong to no workspace. */
export function AdminFrame({ session, children }: { session: Session; children: ReactNode }) {
  const { user, workspaces } = session;
  const back = workspaces.map((workspace) => <RailLink key={workspace.id} href={`/w/${workspace.slug}/flows`} icon={ArrowLeft}>{workspace.name}</RailLink>);
  const rail = (
    <nav className="rail" aria-label="Instance">
      <Link className="brand" href="/" aria-label="Millrace"><Logo /><span>Millrace</span></Link>
      <RailLink href="/admin" icon={Server} exact>Admin</RailLink>
      <RailLink href="/admin/queue" icon={ListOrdered}>Queue</RailLink>
      <span className="gap" />
      {back}
      <AccountMenu
        user={user}
        trigger={(props) => (
          <button {...props} type="button" className="who" aria-label={`Account of ${user.name}`} title={user.name}>
            <span className="who-mark" data-initial={user.name.slice(0, 1).toUpperCase()} />
            <span className="grow cut">{user.name}</span>
          </button>
        )}
      />
    </nav>
  );
  const tabbar = (
    <nav className="tabbar" aria-label="Instance, small screen">
      <RailLink href="/admin" icon={Server} exact>Admin</RailLink>
      <RailLink href="/admin/queue" icon={ListOrdered}>Queue</RailLink>
      {back.slice(0, 2)}
      <AccountMenu user={user} trigger={(props) => <button {...props} type="button"><span className="who-mark" data-initial={user.name.slice(0, 1).toUpperCase()} /><span>Account</span></button>} />
    </nav>
  );
  return <AppFrame rail={rail} tabbar={tabbar}>{children}</AppFrame>;
}
