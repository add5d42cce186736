"use client";

import { Button } from "#components/ui/button.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { useEditor, useEditorSession } from "./editor-context.tsx";
import { insertNode } from "./insert-node.ts";

/** A new flow asks for its trigger first. */
export function EmptyCanvas() {
  const { store, view } = useEditorSession();
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const readOnly = useEditor((state) => state.readOnly);
  const triggers = [...nodeTypes.values()].filter((type) => type.kind === "trigger");
  if (readOnly) return <div className="ed-empty"><b className="empty-title">Nothing here yet</b><p className="muted">Nobody has drawn this flow so far.</p></div>;
  return (
    <div className="ed-empty">
      <b className="empty-title">What starts this flow?</b>
      <p className="muted">Everything else follows from it. It can be changed later.</p>
      <ul>
        {triggers.map((type) => (
          <li key={type.type}>
            <Button
              onClick={() => {
                const { document, dispatch, select } = store.getState();
                const { operation, id } = insertNode(document, nodeTypes, type, {});
                dispatch(operation);
                select({ nodes: [id] });
                view.canvas?.focus(id);
              }}
            >
              <NodeIcon icon={type.icon} title={type.title} />
              <span className="ed-empty-text"><b>{type.title}</b><span className="small muted">{type.description}</span></span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
