"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ThemeKeeper } from "#components/shell/theme-keeper.tsx";
import { makeQueryClient } from "#lib/client/make-query-client.ts";

/** What every page has: server state and its theme. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={client}>
      <ThemeKeeper />
      {children}
    </QueryClientProvider>
  );
}
