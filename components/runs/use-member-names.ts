"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { membersQuery } from "#lib/client/queries/workspace.ts";

/** Members' names by user id, read only where somebody has to be named. */
export function useMemberNames(startedBy: readonly string[]): ReadonlyMap<string, string> {
  const { slug, user } = useWorkspace();
  const others = startedBy.some((who) => who.startsWith("user:") && who !== `user:${user.id}`);
  const members = useQuery({ ...membersQuery(slug), enabled: others, staleTime: 60_000 }).data;
  return useMemo(() => new Map([...(members ?? []).map((member) => [member.userId, member.name] as const), [user.id, user.name] as const]), [members, user.id, user.name]);
}
