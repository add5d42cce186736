"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { membersQuery } from "#lib/client/queries/workspace.ts";
import type { MemberNames } from "./starter-words.ts";

/** Members' names by user id, read only where somebody has to be named. */
export function useMemberNames(startedBy: readonly string[]): MemberNames {
  const { slug, user } = useWorkspace();
  const others = startedBy.some((who) => who.startsWith("user:") && who !== `user:${user.id}`);
  const { data: members, isPending } = useQuery({ ...membersQuery(slug), enabled: others, staleTime: 60_000 });
  const isReading = others && isPending;
  return useMemo(() => (isReading ? null : new Map([...(members ?? []).map((member) => [member.userId, member.name] as const), [user.id, user.name] as const])), [isReading, members, user.id, user.name]);
}
