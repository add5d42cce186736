"use client";

import { useQuery } from "@tanstack/react-query";
import { BookOpen, Workflow } from "lucide-react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { flowNamesQuery } from "#lib/client/queries/flows.ts";
import { editorCommands, showCommands } from "../commands/editor-commands.ts";
import { performCommand } from "../commands/perform-command.ts";
import { shortcutInWords } from "../commands/shortcut.ts";
import { useIsApple } from "../commands/use-is-apple.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { walkOrder } from "../project.ts";
import { ListBox, type ListBoxItem } from "./list-box.tsx";

const pages = [["Help", "/help"], ["How flows run", "/help/flows"], ["Templates: publish, share, install, update", "/help/templates"], ["The HTTP API", "/help/api"]] as const;

/** Commands, steps of this flow, other flows and help by name; commands that cannot be performed say why. */
export function CommandList() {
  const session = useEditorSession();
  const { slug } = useWorkspace();
  const apple = useIsApple();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const flows = useQuery(flowNamesQuery(slug));
  const close = () => session.store.getState().show(null);

  const commands = editorCommands.filter((command) => command !== showCommands).map((command): ListBoxItem => {
    const enabled = command.enabled(session);
    const Icon = command.icon;
    const [shortcut] = command.shortcut;
    return {
      id: `command ${command.id}`, group: "Commands", unavailable: enabled === true ? null : enabled, words: command.label,
      face: <><Icon className="ic" aria-hidden /><span className="cmd-title">{command.label}</span>{enabled === true && shortcut !== undefined ? <span className="cmd-about"><Kbd>{shortcutInWords(shortcut, apple)}</Kbd></span> : null}</>,
    };
  });
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const steps = walkOrder(document).flatMap((id): ListBoxItem[] => {
    const node = byId.get(id);
    const type = node && nodeTypes.get(node.type);
    if (!node) return [];
    return [{
      id: `step ${id}`, group: "Steps of this flow", unavailable: null, whenSearched: true, words: `${node.name} ${type?.title ?? node.type}`,
      face: <><NodeIcon icon={type?.icon} title={type?.title ?? node.type} /><span className="cmd-title cut">{node.name}</span><span className="small faint cut cmd-about">{type?.title ?? node.type}</span></>,
    }];
  });
  const others = (flows.data ?? []).filter(({ id }) => id !== session.flow).map(({ id, name }): ListBoxItem => ({
    id: `flow ${id}`, group: "Flows", unavailable: null, whenSearched: true, words: name, face: <><Workflow className="ic" aria-hidden /><span className="cmd-title cut">{name}</span></>,
  }));
  const help = [...pages, ...[...nodeTypes.values()].map((type) => [`Help: ${type.title}`, `/help/nodes/${type.type}`] as const)].map(([title, address]): ListBoxItem => ({
    id: `help ${address}`, group: "Help", unavailable: null, whenSearched: true, words: title, face: <><BookOpen className="ic" aria-hidden /><span className="cmd-title cut">{title}</span></>,
  }));

  function choose(chosen: string) {
    const [kind = "", ...rest] = chosen.split(" ");
    const id = rest.join(" ");
    close();
    const command = kind === "command" && editorCommands.find((candidate) => candidate.id === id);
    if (command) void performCommand(command, session);
    else if (kind === "help") window.open(id, "_blank", "noopener");
    else if (kind === "flow") {
      void session.autosave.flush();
      session.go(`/w/${session.workspace}/flows/${id}`);
    } else {
      const at = document.layout.nodes[id];
      session.store.getState().select({ nodes: [id] });
      if (at) session.view.canvas?.reveal(at);
      session.view.canvas?.focus(id);
    }
  }
  const possible = (item: ListBoxItem) => Number(item.unavailable !== null);
  return (
    <section className="cmd ed-panel is-middle" aria-label="Commands">
      <ListBox label="Find a command, a step, a flow or help" placeholder="Find a command, a step, a flow or help" items={[...commands.toSorted((a, b) => possible(a) - possible(b)), ...steps, ...others, ...help]} empty="Nothing is called that." onChoose={choose} onClose={close} />
    </section>
  );
}
