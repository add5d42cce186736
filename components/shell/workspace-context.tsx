"use client";

import { createContext, type ReactNode, use, useMemo } from "react";
import { present } from "#lib/assert.ts";
import type { Session } from "#lib/contracts/account.schema.ts";
import { type Permission, type Role, roleMay } from "#lib/contracts/permissions.ts";

export interface WorkspaceView {
  slug: string;
  name: string;
  role: Role;
  user: Session["user"];
  workspaces: Session["workspaces"];
  /** Whether the sample systems are there. */
  samples: boolean;
  /** Hides what the server would refuse; the server checks again. */
  may: (permission: Permission) => boolean;
}

const context = createContext<WorkspaceView | null>(null);

/** The workspace of the page and who looks at it. */
export function useWorkspace(): WorkspaceView {
  return present(use(context), "the workspace of the page");
}

export function WorkspaceProvider({ session, slug, children }: { session: Session; slug: string; children: ReactNode }) {
  const view = useMemo((): WorkspaceView => {
    const workspace = present(session.workspaces.find((candidate) => candidate.slug === slug), "the workspace of the page");
    return {
      slug, name: workspace.name, role: workspace.role, user: session.user, workspaces: session.workspaces, samples: session.samples,
      may: (permission) => roleMay(workspace.role, permission),
    };
  }, [session, slug]);
  return <context.Provider value={view}>{children}</context.Provider>;
}
