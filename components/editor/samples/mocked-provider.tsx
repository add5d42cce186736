"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { mocksQuery } from "#lib/client/queries/samples.ts";
import { useEditorSession } from "../editor-context.tsx";
import { MockedContext } from "./mocked-context.ts";

/** Tells the plates of the draft which steps are mocked. */
export function MockedProvider({ children }: { children: ReactNode }) {
  const { workspace, flow } = useEditorSession();
  const { data } = useQuery(mocksQuery(workspace, flow));
  const mocked = useMemo(() => new Set((data ?? []).map((mock) => mock.node)), [data]);
  return <MockedContext value={mocked}>{children}</MockedContext>;
}
