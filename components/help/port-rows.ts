import { type Carries, donePort, errorPort, type NodeType } from "#lib/flow/node-type.ts";
import { disabledPort, outputsOf, type Port } from "#lib/flow/ports.ts";

export interface PortRow {
  /** As it is drawn. */
  name: string;
  carries: string;
  /** Into the node: what may lead there; out of it: when it is taken. */
  when: string;
  what: string;
}

const region = "{ read, filtered, rejected, written, cursor, window }";
const failure = "{ class, code, message, node, attempts, at }";

function label(type: NodeType, key: string): string {
  return `“${type.labels[key] ?? key}”`;
}

function carriesInWords(carries: Carries): string {
  return carries === "value" ? "one value" : "records";
}

/** What the plain way out of a node carries, by how the type of its output comes about. */
function resultOf(type: NodeType, mode: Carries): string {
  const { shape } = type;
  switch (shape.from) {
    case "declared":
      if (type.kind === "source") return "Each record, as it was read";
      if (type.kind === "sink") return "The counts, and what it gathered or stored";
      return type.outputs.length === 0 ? "Nothing" : "Its output, see below";
    case "fields":
      return `An object with the fields of ${label(type, shape.field)}`;
    case "declaration":
      return `An object with the fields of ${label(type, shape.field)}`;
    case "part":
    case "form":
      return `Its output, see below; “${shape.into}” has the fields of ${label(type, shape.field)}`;
    case "items":
      return `One item of ${label(type, shape.field)} a record`;
    case "input":
      return mode === "records" ? "The record as it came in, unchanged" : "Its output, see below";
    case "edges":
      return mode === "records" ? "Each record as it came in" : "One field a path that leads in: its value, or null when it did not arrive";
  }
}

/** When a way out is taken, for the ports that a kind of node or the engine gives a meaning. */
function takenWhen(type: NodeType, port: string, mode: Carries): string {
  if (port === errorPort) {
    if (type.kind === "source") return "When the whole region fails, or the source cannot be read";
    return mode === "records" ? "For each record that fails, instead of rejecting it" : "When it still fails after its tries; without an edge here its setting decides";
  }
  if (port === donePort) return "Once, when every record is done and stored";
  if (port === "timeout") return "When its time is over";
  if (port === "else") return mode === "records" ? "For each record that nothing else fits" : "When nothing else fits";
  if (port === "yes") return mode === "records" ? "For each record that fits" : "When it fits";
  if (port === "approved" || port === "rejected") return `When somebody ${port === "approved" ? "approves" : "rejects"}`;
  if (type.kind === "trigger") return "When the run starts";
  if (type.kind === "source") return "For every record it reads";
  if (type.kind === "sink") return "Once, when every record of its region is done";
  if (type.built === "filter") return mode === "records" ? "For each record that fits; the others are counted as filtered" : "When it fits; else its path ends there";
  if (type.built === "merge" && mode === "value") return "Once, when enough paths have arrived";
  return mode === "records" ? "For each record that it lets through" : "When it succeeds";
}

function whatOf(type: NodeType, port: Port, mode: Carries): string {
  if (port.id === errorPort) return type.kind === "source" ? `The error with the counts so far: ${failure}` : `The error: ${failure}`;
  if (port.id === donePort) return `The counts: ${region}`;
  if (type.shape.from === "declared" && mode === "records" && type.kind === "action") return "A record made of its output, see below";
  return resultOf(type, mode);
}

/** The modes a node can stand in: among values, among records. */
function modesOf(type: NodeType): readonly Carries[] {
  return type.stands === "any" ? ["value", "records"] : [type.stands];
}

/** Ways in, with what may lead there. */
export function inputRows(type: NodeType): PortRow[] {
  return type.inputs.flatMap((port) =>
    (port.carries === "any" ? modesOf(type) : [port.carries]).map((carries): PortRow => ({
      name: port.label ?? port.id,
      carries: carriesInWords(carries),
      when: carries === "records" ? "Edges of records of one source; it works once a record" : type.built === "merge" ? "Two paths or more; it waits for as many as it is set to" : "One path or several; it runs once, when all are settled and at least one was taken",
      what: carries === "records" ? "The record; settings may refer to it and to steps before its source" : "Nothing by itself: settings refer to the result of any step before it",
    })),
  );
}

/** Ways out, with when each is taken and what it carries; ports that follow what comes in are told for both. */
export function outputRows(type: NodeType): PortRow[] {
  const rows = modesOf(type).flatMap((mode) => {
    const cases: PortRow[] = type.casesField === undefined ? [] : [{
      name: "one a case", carries: carriesInWords(mode), what: resultOf(type, mode),
      when: mode === "records" ? "For each record that fits this case first" : "When its case is the first that fits",
    }];
    // A port that always carries a value has no meaning among records, unless it tells of the region's end.
    const onlyValues = new Set(mode === "records" && type.stands === "any" ? type.outputs.filter((port) => port.carries === "value").map((port) => port.id) : []);
    const ports = outputsOf({ config: {} }, type, mode).filter((port) => !onlyValues.has(port.id)).map((port): PortRow => ({
      name: port.label ?? port.id, carries: carriesInWords(port.carries), when: takenWhen(type, port.id, mode), what: whatOf(type, port, mode),
    }));
    return [...cases, ...ports];
  });
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

/** What a node does when it is turned off (SEMANTICS graph-3). */
export function disabledInWords(type: NodeType): string {
  if (type.kind === "trigger") return "A trigger cannot be turned off. Pause the flow instead.";
  if (type.outputs.length === 0) return "Turned off, it does nothing, and the run goes on elsewhere.";
  const port = disabledPort(type);
  const name = type.outputs.find((candidate) => candidate.id === port)?.label ?? port;
  if (type.kind === "source") return `Turned off, it reads nothing: “${name}” is taken with zero counts.`;
  if (type.kind === "sink") return `Turned off, it stores nothing: “${name}” is taken with a summary of zeros.`;
  const records = type.stands === "value" ? "" : " Records pass it unchanged.";
  return `Turned off, it does nothing: “${name}” is taken without a result.${records}`;
}
