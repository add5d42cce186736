import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { WorkspaceFrame } from "#components/shell/workspace-frame.tsx";
import { readPageSession } from "#lib/server/auth/read-page-session.ts";

export default async function WorkspaceLayout({ children, params }: { children: ReactNode; params: Promise<{ workspace: string }> }) {
  const [{ workspace }, incoming] = await Promise.all([params, headers()]);
  const session = await readPageSession(incoming);
  if (!session) redirect(`/sign-in?next=${encodeURIComponent(incoming.get("x-millrace-path") ?? `/w/${workspace}/flows`)}`);
  if (!session.workspaces.some((candidate) => candidate.slug === workspace)) notFound();
  return <WorkspaceFrame session={session} slug={workspace}>{children}</WorkspaceFrame>;
}
