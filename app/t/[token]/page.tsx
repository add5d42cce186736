import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import "#app/styles/editor.css";
import "#app/styles/templates.css";
import { SharedTemplateScreen } from "#components/templates/shared-template-screen.tsx";
import { homePath } from "#lib/client/home-path.ts";
import { readPageSession } from "#lib/server/auth/read-page-session.ts";
import { runtime } from "#lib/server/runtime.ts";
import { readTemplatePage } from "#lib/server/templates/read-template-page.ts";

interface Props {
  params: Promise<{ token: string }>;
}

const read = cache(readTemplatePage);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { token } = await params;
  const template = await read(token);
  if (template === null) return { title: "Template", robots: { index: false, follow: false } };
  const { name: title, sentence: description, visibility } = template;
  const address = `${runtime().env.publicUrl}/t/${encodeURIComponent(token)}`;
  const images = [{ url: `${address}/picture`, width: 1200, height: 630, alt: `${title}: ${description}`, type: "image/png" }];
  const shown = visibility === "gallery";
  return {
    title, description, referrer: "no-referrer", robots: { index: shown, follow: shown },
    openGraph: { type: "website", siteName: "Millrace", url: address, title, description, images },
    twitter: { card: "summary_large_image", title, description, images },
  };
}

export default async function SharedTemplatePage({ params }: Props) {
  const { token } = await params;
  const [template, session] = await Promise.all([read(token), headers().then(readPageSession)]);
  if (template === null) notFound();
  return <SharedTemplateScreen template={template} link={token} home={session && homePath(session)} />;
}
