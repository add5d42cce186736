import { useEffect, useState } from "react";
import { errorText } from "#lib/client/error-text.ts";
import { request } from "#lib/client/request.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { EditorStore } from "../editor-store.ts";

export type Restored = { kind: "done"; what: string } | { kind: "failed"; message: string } | null;

async function read(flow: string, key: string): Promise<{ document: FlowDocument; what: string }> {
  const number = Number(key.slice(1));
  if (key.startsWith("v")) return { document: (await request("GET /api/v1/flows/{flow}/versions/{version}", { flow, version: number })).document, what: `Version ${number}` };
  return { document: (await request("GET /api/v1/flows/{flow}/drafts/{revision}", { flow, revision: number })).document, what: "An earlier draft" };
}

/** Takes up a version or an earlier draft that the page's address names, as one mark that undo takes back. */
export function useRestore(flow: string, store: EditorStore): readonly [Restored, () => void] {
  const [restored, setRestored] = useState<Restored>(null);
  useEffect(() => {
    const address = new URL(window.location.href);
    const key = address.searchParams.get("restore");
    if (key === null || store.getState().readOnly) return;
    address.searchParams.delete("restore");
    window.history.replaceState(null, "", address);
    read(flow, key).then(
      ({ document, what }) => {
        const { replace, document: before } = store.getState();
        replace(document, before);
        setRestored({ kind: "done", what });
      },
      (error: unknown) => setRestored({ kind: "failed", message: errorText(error) }),
    );
  }, [flow, store]);
  return [restored, () => setRestored(null)];
}
