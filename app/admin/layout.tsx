import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AdminFrame } from "#components/admin/admin-frame.tsx";
import { readPageSession } from "#lib/server/auth/read-page-session.ts";

export const metadata: Metadata = { title: "Admin" };

/** Anyone but the instance admin gets what a wrong address gets. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const session = await readPageSession(await headers());
  if (!session) redirect("/sign-in?next=/admin");
  if (!session.user.instanceAdmin) notFound();
  return <AdminFrame session={session}>{children}</AdminFrame>;
}
