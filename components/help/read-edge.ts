export interface ExampleEdge {
  from: string;
  port: string;
  to: string;
  carries: "value" | "records";
}

/** `a -> b`, `a.error -> b`, `a => b`: an edge of an example as it is written. */
export function readEdge(text: string): ExampleEdge {
  const records = text.includes(" => ");
  const [from = "", to = ""] = text.split(records ? " => " : " -> ");
  const [name = "", port = "out"] = from.split(".");
  return { from: name, port, to, carries: records ? "records" : "value" };
}
