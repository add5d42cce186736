import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import "#app/styles/templates.css";
import { GateFrame } from "#components/auth/gate-frame.tsx";
import { ChooseWorkspace } from "#components/templates/choose-workspace.tsx";
import { roleMay } from "#lib/contracts/permissions.ts";
import { readPageSession } from "#lib/server/auth/read-page-session.ts";
import { readTemplatePage } from "#lib/server/templates/read-template-page.ts";

export const metadata: Metadata = { title: "Use this template", referrer: "no-referrer", robots: { index: false, follow: false } };

/** From a template's link to the wizard of a workspace: by sign-in, and by a choice where there are several. */
export default async function UseSharedTemplatePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const link = encodeURIComponent(token);
  const session = await readPageSession(await headers());
  if (session === null) redirect(`/sign-in?next=${encodeURIComponent(`/t/${link}/use`)}`);
  const template = await readTemplatePage(token);
  if (template === null) notFound();
  const able = session.workspaces.filter(({ role }) => roleMay(role, "flows:write"));
  const [only] = able;
  if (only && able.length === 1) redirect(`/w/${only.slug}/templates/use?link=${link}`);
  return <GateFrame><ChooseWorkspace template={template.name} link={link} workspaces={able.map(({ slug, name }) => ({ slug, name }))} /></GateFrame>;
}
