import type { ConfigValue, FlowDocument, FlowEdge, FlowNode, Group, NodeSettings, Note } from "../document.schema.ts";
import { freeName } from "../free-name.ts";
import type { NodeTypes } from "../node-type.ts";
import type { Position } from "../operations/operation.ts";
import { documentPlaces, type Place, placeKey } from "./document-places.ts";
import { besideWords, type PlaceWords, placeWords } from "./place-words.ts";

export type Side = "mine" | "theirs";

/** A place that both changed, each in another way. */
export interface MergeConflict {
  place: string;
  /** The node's name, or the edge in words. */
  name: string;
  label: string;
  /** In words, as all three; null where nothing was there, or without a base. */
  before: string | null;
  /** Null where that side has nothing there any more. */
  mine: string | null;
  theirs: string | null;
}

export interface Merged {
  document: FlowDocument;
  conflicts: MergeConflict[];
}

/** Whether anything of a node other than its place on the canvas differs from what it was. */
function isTouched(id: string, base: ReadonlyMap<string, Place>, side: ReadonlyMap<string, Place>): boolean {
  const keys = new Set([...base, ...side].filter(([key, place]) => place.node === id && key !== placeKey.at(id)).map(([key]) => key));
  return [...keys].some((key) => base.get(key)?.text !== side.get(key)?.text);
}

/**
 * Two documents made from one, put together: what only one side changed is taken, place by place. Where both changed the
 * same place, `choices` says whose goes on; mine, where it does not. Without a base every difference is one of both sides.
 */
export function mergeDocuments(base: FlowDocument | null, mine: FlowDocument, theirs: FlowDocument, types: NodeTypes, choices: Readonly<Record<string, Side>> = {}): Merged {
  const was = base ? documentPlaces(base) : new Map<string, Place>();
  const sides = { mine: documentPlaces(mine), theirs: documentPlaces(theirs) };
  const words = { before: placeWords(base ?? mine, types), mine: placeWords(mine, types), theirs: placeWords(theirs, types) };
  const conflicts: MergeConflict[] = [];
  const taken = new Map<string, Place>();

  const clash = (key: string): Side => {
    conflicts.push(conflictAt(key, { before: was, ...sides }, words));
    return choices[key] ?? "mine";
  };
  /** Whose version of a place goes on. */
  const choose = (key: string): Side => {
    const [before, my, their] = [was.get(key)?.text, sides.mine.get(key)?.text, sides.theirs.get(key)?.text];
    if (my === their || their === before) return "mine";
    if (my === before) return "theirs";
    // Without a base, what one side lacks it may never have had: then nothing is lost.
    if (base === null && (my === undefined || their === undefined)) return my === undefined ? "theirs" : "mine";
    return key.startsWith("at ") ? "mine" : clash(key);
  };
  /** A node that one side removed and the other changed is asked about as a whole. */
  const nodeSide = (id: string): Side | "each" => {
    const key = placeKey.node(id);
    const here = { mine: sides.mine.has(key), theirs: sides.theirs.has(key) };
    if (here.mine && here.theirs) return "each";
    if (!was.has(key)) return here.mine ? "mine" : "theirs";
    const keeper: Side = here.mine ? "mine" : "theirs";
    const remover: Side = here.mine ? "theirs" : "mine";
    return isTouched(id, was, sides[keeper]) ? clash(key) : remover;
  };

  const ids = [...new Set([...mine.nodes, ...theirs.nodes].map(({ id }) => id))];
  const sideOf = new Map(ids.map((id) => [id, nodeSide(id)]));
  for (const key of new Set([...sides.mine.keys(), ...sides.theirs.keys()])) {
    const node = (sides.mine.get(key) ?? sides.theirs.get(key))?.node;
    const whole = node === null || node === undefined ? "each" : (sideOf.get(node) ?? "each");
    const place = sides[whole === "each" ? choose(key) : whole].get(key);
    if (place) taken.set(key, place);
  }
  return { document: assemble(ids, mine, theirs, taken), conflicts };
}

type State = "before" | Side;

function conflictAt(key: string, states: Record<State, ReadonlyMap<string, Place>>, words: Record<State, PlaceWords>): MergeConflict {
  const present: Side = states.mine.has(key) ? "mine" : "theirs";
  const [, id = ""] = key.split(" ");
  const each = (say: (state: State) => string | null): Pick<MergeConflict, State> => ({ before: say("before"), mine: say("mine"), theirs: say("theirs") });
  if (key.startsWith("edge ")) {
    const said = each((state) => (states[state].has(key) ? words[state].edge(states[state].get(key)?.value as FlowEdge) : null));
    return { place: key, name: said[present] ?? "", label: "Connection of steps", ...said };
  }
  if (key.startsWith("group ") || key.startsWith("note ")) {
    return { place: key, name: key.startsWith("group ") ? "Group" : "Note", label: "Beside the steps", ...each((state) => besideWords(states[state].get(key)?.value as Group | Note | undefined, words[state])) };
  }
  return { place: key, name: words[present].names.nameOf(id), label: words[present].label(key), ...each((state) => words[state].value(states[state].get(key), key)) };
}

/** Puts the taken places together again: my order, then what only they have. */
function assemble(ids: readonly string[], mine: FlowDocument, theirs: FlowDocument, taken: ReadonlyMap<string, Place>): FlowDocument {
  const byNode = Map.groupBy(taken, ([, place]) => place.node);
  const names = new Set<string>();
  const nodes: FlowNode[] = [];
  const at: Record<string, Position> = {};
  for (const id of ids) {
    const type = taken.get(placeKey.node(id));
    if (!type) continue;
    const wanted = String(taken.get(placeKey.name(id))?.value ?? "Step");
    const name = names.has(wanted) ? freeName(wanted, names) : wanted;
    names.add(name);
    const connection = taken.get(placeKey.connection(id));
    const own = byNode.get(id) ?? [];
    const part = (kind: string): [string, unknown][] => own.filter(([key]) => key.startsWith(`${kind} `)).map(([key, place]) => [key.slice(kind.length + id.length + 2), place.value]);
    nodes.push({
      id, name, type: String(type.value),
      config: Object.fromEntries(part("config")) as Record<string, ConfigValue>,
      ...(connection ? { connection: String(connection.value) } : {}),
      settings: Object.fromEntries(part("settings")) as NodeSettings,
    });
    const place = taken.get(placeKey.at(id));
    if (place) at[id] = place.value as Position;
  }
  const here = new Set(nodes.map(({ id }) => id));
  const edgeIds = [...new Set([...mine.edges, ...theirs.edges].map(({ id }) => id))];
  const edges = edgeIds.flatMap((id) => {
    const edge = taken.get(placeKey.edge(id))?.value as FlowEdge | undefined;
    return edge && here.has(edge.from.node) && here.has(edge.to.node) ? [edge] : [];
  });
  const ends = (edge: FlowEdge): string => [edge.from.node, edge.from.port, edge.to.node, edge.to.port].join(" ");
  const seen = new Set<string>();
  const single = edges.filter((edge) => !seen.has(ends(edge)) && seen.add(ends(edge)));
  const beside = <Value>(kind: "group" | "note"): [string, Value][] => (byNode.get(null) ?? []).filter(([key]) => key.startsWith(`${kind} `)).map(([key, place]) => [key.slice(kind.length + 1), place.value as Value]);
  const groups = beside<Group>("group").map(([id, group]): [string, Group] => [id, { ...group, nodes: group.nodes.filter((node) => here.has(node)) }]).filter(([, group]) => group.nodes.length > 0);
  const notes = beside<Note>("note");
  return {
    ...mine, nodes, edges: single,
    layout: { nodes: at, ...(groups.length > 0 ? { groups: Object.fromEntries(groups) } : {}), ...(notes.length > 0 ? { notes: Object.fromEntries(notes) } : {}) },
  };
}
