"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { membersQuery } from "#lib/client/queries/workspace.ts";
import type { MemberNames } from "./starter-words.ts";

/** Names of members and API keys by id, read only where somebody has to be named. */
export function useMemberNames(startedBy: readonly string[]): MemberNames {
  const { slug, user } = useWorkspace();
  const others = startedBy.some((who) => who.startsWith("key:") || (who.startsWith("user:") && who !== `user:${user.id}`));
  const { data: people, isPending } = useQuery({ ...membersQuery(slug), enabled: others, staleTime: 60_000 });
  const isReading = others && isPending;
  return useMemo(() => (isReading ? null : new Map([...(people?.members ?? []).map((member) => [member.userId, member.name] as const), ...(people?.keys ?? []).map((key) => [key.id, key.name] as const), [user.id, user.name] as const])), [isReading, people, user.id, user.name]);
}
