"use client";

import { ErrorState } from "#components/ui/error-state.tsx";

export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <main id="page" className="pg">
      <div className="pg-head"><h1>This page failed</h1></div>
      <ErrorState title="The page could not be shown" requestId={error.digest} onRetry={retry}>
        Nothing was changed by it. Try again; when it fails again, the server’s log says why.
      </ErrorState>
    </main>
  );
}
