"use client";

import { ArrowRight, Plus, Unlink } from "lucide-react";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { portWord } from "../nodes/port-words.ts";
import { edgeBetween, whyNotConnect } from "../wiring/connection-rules.ts";
import { wiringOf } from "../wiring/wiring.ts";
import { ListBox, type ListBoxItem } from "./list-box.tsx";

/** Connecting without a mouse: every pair of ports this step can lead from, a new step behind each, and the connections it has. */
export function ConnectList({ node }: { node: string }) {
  const session = useEditorSession();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const from = document.nodes.find((candidate) => candidate.id === node);
  const type = from && nodeTypes.get(from.type);
  if (!from || !type) return null;
  const nameOf = (id: string) => document.nodes.find((candidate) => candidate.id === id)?.name ?? "";

  const items: ListBoxItem[] = [];
  const wiring = wiringOf(document, nodeTypes);
  for (const port of wiring.outputs(node)) {
    const word = portWord(port.id, [port]);
    for (const target of document.nodes) {
      if (target.id === node) continue;
      for (const input of nodeTypes.get(target.type)?.inputs ?? []) {
        const why = whyNotConnect(document, nodeTypes, { node, port: port.id }, { node: target.id, port: input.id });
        if (why === "already connected") continue;
        items.push({
          id: `to ${port.id} ${target.id} ${input.id}`,
          group: why !== null ? "Does not fit" : word === null ? "Lead to" : `Lead to, ${word}`,
          unavailable: why,
          words: `${target.name} ${word ?? ""}`,
          face: <><ArrowRight className="ic" aria-hidden /><span className="cmd-title">{target.name}{why === null || word === null ? "" : `, ${word}`}</span></>,
        });
      }
    }
  }
  for (const port of wiring.outputs(node)) {
    const words = `A new step${portWord(port.id, [port]) === null ? "" : `, ${portWord(port.id, [port])}`}`;
    items.push({ id: `add ${port.id}`, group: "Add", unavailable: null, words, face: <><Plus className="ic" aria-hidden /><span className="cmd-title">{words}</span></> });
  }
  for (const edge of document.edges.filter((candidate) => candidate.from.node === node || candidate.to.node === node)) {
    const word = portWord(edge.from.port, wiring.outputs(edge.from.node));
    const words = `${nameOf(edge.from.node)} to ${nameOf(edge.to.node)}${word === null ? "" : `, ${word}`}`;
    items.push({ id: `cut ${edge.id}`, group: "Remove a connection", unavailable: null, words, face: <><Unlink className="ic" aria-hidden /><span className="cmd-title">{words}</span></> });
  }

  function close() {
    session.store.getState().show(null);
    session.view.canvas?.focus(node);
  }
  function choose(id: string) {
    const { dispatch } = session.store.getState();
    const [what, ...rest] = id.split(" ");
    const [first = "", target = "", input = ""] = rest;
    if (what === "add") return session.store.getState().show({ kind: "palette", request: { from: { node, port: first, side: "source" } } });
    if (what === "cut") dispatch({ type: "remove", nodes: [], edges: [first] });
    else dispatch({ type: "connect", edge: edgeBetween(document, nodeTypes, { node, port: first }, { node: target, port: input }) });
    close();
  }
  return (
    <section className="cmd ed-panel is-middle" aria-label={`Connections of ${from.name}`}>
      <ListBox label={`Connections of ${from.name}`} placeholder={`${from.name} leads to`} items={items.toSorted((a, b) => Number(a.unavailable !== null) - Number(b.unavailable !== null))} empty="No other step is called that." onChoose={choose} onClose={close} />
    </section>
  );
}
