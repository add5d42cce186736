import type { Metadata } from "next";
import { SignUpScreen } from "#components/auth/sign-up-screen.tsx";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  return <SignUpScreen next={typeof next === "string" ? next : undefined} />;
}
