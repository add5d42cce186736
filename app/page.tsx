import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { homePath } from "#lib/client/home-path.ts";
import { readPageSession } from "#lib/server/auth/read-page-session.ts";

export default async function RootPage() {
  const session = await readPageSession(await headers());
  redirect((session && homePath(session)) ?? "/sign-in");
}
